"""Days go by: news is asked for, writing on return, and a pupil whom nobody found has a case before the day is over."""

from __future__ import annotations

import pytest

from firstbell.domain.marks import Choice
from firstbell.duties.models import Duty
from firstbell.followup.days.after import look_after_days, look_back, next_end
from firstbell.followup.missing.commands import close_case
from firstbell.followup.missing.models import MissingCase
from firstbell.followup.models import SchoolAnswer
from firstbell.followup.tests.mornings import PRIYA, at, line_of, marked, rings
from firstbell.notices.models import Notice
from firstbell.registers import commands as registers
from tests.builders import a_group, a_provision, a_pupil, a_register, a_site, day

pytestmark = pytest.mark.django_db

FRIDAY, MONDAY, TUESDAY, WEDNESDAY = "2026-11-20", "2026-11-23", "2026-11-24", "2026-11-25"


@pytest.fixture
def forge():
    return a_group(a_site(a_provision()), "Forge")


@pytest.fixture
def pupil(forge):
    return a_pupil("Callum Tarn", group=forge)


def look(pupil, clock="09:20", on=MONDAY):
    return look_after_days(pupil.provision_id, at(clock, on))


def away(pupil, *days, code=""):
    """The pupil was away all of each day."""
    for on in days:
        marked(pupil, on=on, code=code)
        marked(pupil, on=on, session="PM", clock="13:05", code=code)


def asked(pupil, kind="ask-for-an-update"):
    return list(Duty.objects.filter(pupil=pupil, kind=kind).order_by("on"))


def told(pupil, *, on=MONDAY, until=None, clock="08:40", how="phone", **fields):
    return Notice.objects.create(
        pupil=pupil, starts_on=day(on), ends_on=day(until or on), told_by="parent", how=how, reason="Ill", code_key="I",
        received_at=at(clock, on), taken_by="Priya Nair", **fields,
    )  # fmt: skip


class TestNewsOnFurtherDays:
    def test_is_not_asked_for_on_the_first(self, pupil):
        marked(pupil)
        look(pupil)
        assert asked(pupil) == []

    def test_is_asked_for_from_the_second_on_by_eleven(self, pupil):
        away(pupil, FRIDAY)
        marked(pupil)
        look(pupil)
        assert [(duty.on, duty.due_at) for duty in asked(pupil)] == [(day(MONDAY), at("11:00"))]

    def test_is_asked_for_although_the_absence_is_explained(self, pupil):
        away(pupil, FRIDAY, code="I")
        marked(pupil, code="I")
        look(pupil)
        assert len(asked(pupil)) == 1

    def test_is_asked_for_once_a_day(self, pupil):
        away(pupil, FRIDAY)
        marked(pupil)
        look(pupil)
        marked(pupil, session="PM", clock="13:05")
        assert look(pupil, "13:10") == 0
        assert len(asked(pupil)) == 1

    def test_is_asked_for_again_on_the_third(self, pupil):
        away(pupil, FRIDAY, MONDAY)
        look(pupil)
        marked(pupil, on=TUESDAY)
        look(pupil, on=TUESDAY)
        assert [duty.on for duty in asked(pupil)] == [day(MONDAY), day(TUESDAY)]

    def test_is_not_asked_for_where_a_notice_came_today(self, pupil):
        away(pupil, FRIDAY)
        told(pupil)
        marked(pupil)
        look(pupil)
        assert asked(pupil) == []

    def test_is_not_asked_for_while_a_notice_still_covers_the_day(self, pupil):
        told(pupil, on=FRIDAY, until=MONDAY)
        away(pupil, FRIDAY)
        marked(pupil)
        look(pupil)
        assert asked(pupil) == []

    def test_is_not_asked_for_before_the_expected_return(self, pupil):
        told(pupil, on=FRIDAY, expected_return_on=day(WEDNESDAY))
        away(pupil, FRIDAY)
        marked(pupil)
        look(pupil)
        assert asked(pupil) == []

    def test_is_asked_for_on_the_day_of_an_expected_return_that_did_not_come(self, pupil):
        told(pupil, on=FRIDAY, expected_return_on=day(MONDAY))
        away(pupil, FRIDAY)
        marked(pupil)
        look(pupil)
        assert len(asked(pupil)) == 1

    def test_is_not_asked_for_where_somebody_spoke_today(self, pupil):
        away(pupil, FRIDAY)
        marked(pupil)
        rings(pupil, "not_coming", clock="09:08", code_key="I", reason="Ill")
        look(pupil)
        assert asked(pupil) == []

    def test_does_not_count_days_on_which_the_pupil_was_not_expected(self, forge):
        pupil = a_pupil(group=forge, days="1")
        away(pupil, "2026-11-16")
        marked(pupil)
        look(pupil)
        assert len(asked(pupil)) == 1

    def test_begins_again_after_a_day_here(self, pupil):
        away(pupil, "2026-11-19")
        marked(pupil, Choice.HERE, on=FRIDAY)
        marked(pupil)
        look(pupil)
        assert asked(pupil) == []

    def test_is_no_longer_asked_for_when_the_pupil_comes(self, pupil):
        away(pupil, FRIDAY)
        marked(pupil)
        look(pupil)
        registers.record_arrival(line_of(pupil).pk, at("09:25"), by=PRIYA, at=at("09:25"))
        assert asked(pupil)[0].state == "withdrawn"


class TestALongAbsence:
    def test_asks_for_a_plan_once_in_a_run(self):
        pupil = a_pupil(group=a_group(a_site(a_provision("adventure-in-learning"))))
        away(pupil, "2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19")
        assert asked(pupil, "support-plan") == []
        marked(pupil, on=FRIDAY)
        look(pupil, on=FRIDAY)
        marked(pupil)
        look(pupil)
        assert [duty.on for duty in asked(pupil, "support-plan")] == [day(FRIDAY)]

    def test_of_another_run_asks_again(self):
        pupil = a_pupil(group=a_group(a_site(a_provision("adventure-in-learning"))))
        week = ("2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", FRIDAY)
        away(pupil, "2026-11-09", "2026-11-10", "2026-11-11", "2026-11-12", "2026-11-13")
        look(pupil, "15:30", on="2026-11-13")
        marked(pupil, Choice.HERE, on="2026-11-16")
        away(pupil, *week[1:], MONDAY)
        look(pupil, "15:30")
        assert [duty.occasion for duty in asked(pupil, "support-plan")] == ["run:2026-11-09", "run:2026-11-17"]


class TestComingBack:
    def test_asks_for_what_was_said_aloud_in_writing(self, pupil):
        told(pupil, on=FRIDAY, wants_confirmation=True)
        away(pupil, FRIDAY, code="I")
        marked(pupil, Choice.HERE)
        look(pupil)
        (duty,) = asked(pupil, "confirm-in-writing")
        assert (duty.on, duty.due_at.date()) == (day(MONDAY), day("2026-11-26"))

    def test_asks_once(self, pupil):
        told(pupil, on=FRIDAY, wants_confirmation=True)
        marked(pupil, Choice.HERE)
        look(pupil)
        marked(pupil, Choice.HERE, on=TUESDAY)
        look(pupil, on=TUESDAY)
        assert len(asked(pupil, "confirm-in-writing")) == 1

    def test_asks_nothing_while_the_pupil_is_still_away(self, pupil):
        told(pupil, on=FRIDAY, wants_confirmation=True)
        marked(pupil)
        look(pupil)
        assert asked(pupil, "confirm-in-writing") == []

    def test_asks_nothing_where_it_came_in_writing(self, pupil):
        told(pupil, on=FRIDAY, wants_confirmation=True, confirmed_at=at("08:00"), confirmed_how="email")
        marked(pupil, Choice.HERE)
        look(pupil)
        assert asked(pupil, "confirm-in-writing") == []


class TestAPupilNobodyFound:
    def test_has_a_case_and_the_three_duties_when_the_day_is_over(self, pupil):
        away(pupil, MONDAY)
        look(pupil, "15:00")
        opened = Duty.objects.filter(pupil=pupil, fact="nobody-found").values_list("kind", flat=True)
        assert sorted(opened) == ["alert-the-safeguarding-lead", "cme-notification", "home-visit"]
        assert MissingCase.objects.get(pupil=pupil).opened_on == day(MONDAY)

    def test_has_none_before_the_last_session_is_over(self, pupil):
        away(pupil, MONDAY)
        look(pupil, "14:59")
        assert not MissingCase.objects.exists()

    def test_is_looked_for_once_their_own_day_is_over_and_the_school_has_not_answered_in_time(self, forge):
        mornings = a_pupil(group=forge, sessions="AM")
        marked(mornings)
        look(mornings, "12:00")
        assert not MissingCase.objects.exists(), "The school is asked by half past two."
        look(mornings, "14:31")
        assert MissingCase.objects.filter(pupil=mornings).exists()

    def test_is_not_asked_about_at_home_while_the_case_is_open(self, pupil):
        away(pupil, MONDAY)
        look(pupil, "15:00")
        away(pupil, TUESDAY)
        look(pupil, "09:30", on=TUESDAY)
        assert asked(pupil, "ask-for-an-update") == []

    def test_opens_one_case_however_often_we_look(self, pupil):
        away(pupil, MONDAY)
        look(pupil, "15:00")
        assert look(pupil, "15:01") == 0
        away(pupil, TUESDAY)
        look(pupil, "15:00", on=TUESDAY)
        assert MissingCase.objects.count() == 1
        assert Duty.objects.filter(fact="nobody-found").count() == 3

    def test_has_no_second_case_on_a_day_whose_case_was_closed(self, pupil):
        away(pupil, MONDAY)
        look(pupil, "15:00")
        close_case(MissingCase.objects.get(), outcome="other", evidence="Aunt rang", by=PRIYA, at=at("15:20"))
        look(pupil, "15:30")
        assert MissingCase.objects.count() == 1

    def test_has_none_where_home_said_where_they_are(self, pupil):
        away(pupil, MONDAY)
        rings(pupil, "not_coming", clock="09:08")
        look(pupil, "15:00")
        assert not MissingCase.objects.exists()

    @pytest.mark.parametrize("outcome", ["voicemail", "unaware", "on_the_way"])
    def test_has_one_where_nobody_could_say_and_they_never_came(self, pupil, outcome):
        away(pupil, MONDAY)
        rings(pupil, outcome, clock="09:08")
        look(pupil, "15:00")
        assert MissingCase.objects.exists()

    def test_is_looked_for_the_next_morning_where_no_worker_was_there_in_the_evening(self, pupil):
        away(pupil, MONDAY)
        look_back(pupil.provision_id, at("06:00", TUESDAY))
        assert MissingCase.objects.get(pupil=pupil).opened_on == day(MONDAY)
        assert look_back(pupil.provision_id, at("06:01", TUESDAY)) == 0

    def test_has_none_where_a_notice_covers_the_day(self, pupil):
        away(pupil, MONDAY)
        told(pupil, clock="14:00")
        look(pupil, "15:00")
        assert not MissingCase.objects.exists()

    @pytest.mark.parametrize(("answer", "cases"), [("with_us", 0), ("reason", 0), ("unknown", 1), ("will_ring", 1)])
    def test_is_found_where_the_school_knows(self, pupil, answer, cases):
        away(pupil, MONDAY)
        school = pupil.placements.get().commissioner
        SchoolAnswer.objects.create(
            pupil=pupil, commissioner=school, on=day(MONDAY), session="AM", answer=answer, how="link",
            recorded_by="Ms Rowe", recorded_at=at("10:00"),
        )  # fmt: skip
        look(pupil, "15:00")
        assert MissingCase.objects.count() == cases

    def test_has_none_who_came_in_the_afternoon(self, pupil):
        marked(pupil)
        marked(pupil, Choice.HERE, session="PM", clock="13:05")
        look(pupil, "15:00")
        assert not MissingCase.objects.exists()

    def test_has_none_where_the_absence_is_explained(self, pupil):
        away(pupil, MONDAY, code="I")
        look(pupil, "15:00")
        assert not MissingCase.objects.exists()


class TestEverySchoolDay:
    def test_is_to_be_closed_by_the_head(self, pupil):
        a_register(pupil, MONDAY)
        look(pupil, "08:00")
        duty = Duty.objects.get(kind="close-the-day")
        assert (duty.subject, duty.owner_role, duty.due_at) == ("day:2026-11-23", "head", at("16:00"))

    def test_is_to_be_closed_once(self, pupil):
        a_register(pupil, MONDAY)
        look(pupil, "08:00")
        assert look(pupil, "08:01") == 0

    def test_without_registers_asks_for_nothing(self, pupil):
        assert look(pupil, on="2026-11-22") == 0

    def test_before_the_go_live_day_asks_for_nothing(self, pupil):
        a_register(pupil, MONDAY)
        pupil.provision.go_live_on = day(TUESDAY)
        pupil.provision.save(update_fields=["go_live_on"])
        assert look(pupil, "08:00") == 0

    def test_says_when_its_next_session_ends(self, pupil):
        a_register(pupil, MONDAY)
        ends = [next_end(pupil.provision_id, at(clock)) for clock in ("09:00", "12:00", "15:00")]
        assert ends == [at("12:00"), at("15:00"), None]


class TestTheCost:
    @pytest.mark.parametrize("pupils", [2, 12])
    def test_does_not_grow_with_the_pupils_when_nothing_is_new(self, forge, pupils, django_assert_max_num_queries):
        absent = [a_pupil(group=forge) for _ in range(pupils)]
        for pupil in absent:
            away(pupil, FRIDAY)
            marked(pupil)
        look(absent[0])
        with django_assert_max_num_queries(14):
            look(absent[0], "09:21")
