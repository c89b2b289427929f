"""The code proposed to the main school, by placement and by what the provision saw."""

from datetime import date

import pytest

from firstbell.domain.proposal import NATURE, SUPERVISOR, Proposal, Registration, Verdict, propose
from firstbell.policy import load_code_set, national_on
from tests.domain.marks_in_words import codes

TODAY = date(2026, 11, 23)


def proposal(key: str, registration: str = "elsewhere", on: date = TODAY, **more) -> Proposal:
    [own] = codes(key, on.isoformat())
    return propose(own, registration=registration, national=national_on(on), **more)


class TestAPlaceTheSchoolArranged:
    @pytest.mark.parametrize("key", ["/", "\\", "L", "B", "V"])
    def test_attended_is_b(self, key):
        assert (proposal(key).verdict, proposal(key).key) == (Verdict.CODE, "B")

    @pytest.mark.parametrize("key", ["P", "W"])
    def test_sport_and_work_experience_keep_their_letter(self, key):
        assert proposal(key).key == key

    def test_the_nature_and_the_supervisor_are_recorded_with_it(self):
        with_nature = proposal("/", activity="construction workshop")
        assert with_nature.record == (NATURE, SUPERVISOR)
        assert "Nature: construction workshop." in with_nature.why

    @pytest.mark.parametrize("key", ["I", "M", "R", "O", "G"])
    def test_absent_when_due_is_the_true_reason_and_never_b(self, key):
        assert (proposal(key).verdict, proposal(key).key) == (Verdict.CODE, key)

    def test_without_a_reason_it_is_n_until_the_fifth_school_day(self):
        assert proposal("N").key == "N"
        assert "five school days" in proposal("N").why

    def test_late_after_our_register_closed_is_u_if_the_school_confirms_it(self):
        assert (proposal("U").verdict, proposal("U").key) == (Verdict.CONFIRM, "U")

    @pytest.mark.parametrize("key", ["C", "C1", "C2", "J1", "S", "T", "E"])
    def test_leave_and_suspension_are_for_the_school_to_confirm(self, key):
        assert (proposal(key).verdict, proposal(key).key) == (Verdict.CONFIRM, key)

    @pytest.mark.parametrize("key", ["Y3", "Y4", "#"])
    def test_our_own_closure_decides_nothing_for_the_school(self, key):
        assert (proposal(key).verdict, proposal(key).key) == (Verdict.DECIDE, None)

    def test_sent_away_by_the_provision_is_not_e_by_itself(self):
        paused = load_code_set("stepping-stones").get("S#1")
        answer = propose(paused, registration=Registration.ELSEWHERE, national=national_on(TODAY))
        assert (answer.verdict, answer.key, answer.needs_a_person) == (Verdict.DECIDE, None, True)

    def test_a_session_not_due_here_is_the_schools_own(self):
        assert proposal("X").verdict is Verdict.DEFER
        assert proposal("/", is_scheduled=False).verdict is Verdict.DEFER


class TestAPlaceTheCouncilArranged:
    @pytest.mark.parametrize("key", ["/", "L", "P"])
    def test_attended_is_k(self, key):
        assert proposal(key, "la_arranged").key == "K"

    def test_before_there_was_a_k_it_was_b(self):
        assert proposal("/", "la_arranged", on=date(2024, 8, 18)).key == "B"

    def test_absent_is_the_reason(self):
        assert proposal("M", "la_arranged").key == "M"


class TestOtherRegistrations:
    @pytest.mark.parametrize("key", ["/", "L", "N", "I", "U"])
    def test_dual_registered_is_d_present_or_not(self, key):
        assert proposal(key, "dual").key == "D"

    @pytest.mark.parametrize("key", ["/", "L", "U", "I"])
    def test_registered_here_only_the_mark_is_the_registers(self, key):
        assert proposal(key, "single").key == key

    def test_on_no_roll_there_is_no_register(self):
        assert proposal("/", "none").verdict is Verdict.NO_REGISTER


class TestEveryCodeHasAnAnswer:
    @pytest.mark.parametrize("registration", list(Registration))
    @pytest.mark.parametrize("set_name", ["england-2006", "england-2024", "stepping-stones"])
    def test_in_words_with_a_reason(self, registration, set_name):
        for own in load_code_set(set_name):
            answer = propose(own, registration=registration, national=national_on(TODAY))
            assert answer.words and answer.why
            assert answer.key is None or answer.key in national_on(TODAY)
