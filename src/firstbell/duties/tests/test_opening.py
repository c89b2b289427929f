"""Duties open from a mark (SS-14, SS-17, AL-7), and only where the policy says so."""

from __future__ import annotations

from datetime import time

import pytest

from firstbell.domain.duties import DutyKind
from firstbell.duties import commands
from firstbell.duties.facts import AbsenceFacts, RegisterFacts, Told
from firstbell.duties.models import Duty
from firstbell.journal.models import JournalEntry
from firstbell.provisions.queries import policy_on
from tests.builders import a_commissioner, a_group, a_provision, a_pupil, day, london

pytestmark = pytest.mark.django_db

DAY = "2026-11-23"


def facts(pupil, code="N", *, session="AM", starts="09:00", at="09:03", on=DAY, follows=False, tells=None, **line):
    """What a register says of a pupil; code: its key, None for a blank line. line: further fields of AbsenceFacts."""
    begins = {"AM": "09:00", "PM": "12:45"}[session]
    ends = {"AM": "12:00", "PM": "15:00"}[session]
    codes = policy_on(pupil.provision_id, day(on)).own_code_set(day(on))
    if tells is None:
        tells = pupil.placements.values_list("main_school_id", flat=True)
    return AbsenceFacts(
        pupil_id=pupil.pk,
        on=day(on),
        session=session,
        code=codes.get(code) if code else None,
        marked_at=london(f"{on} {at}"),
        pupil_starts_at=london(f"{on} {starts if session == 'AM' else begins}"),
        session_starts_at=london(f"{on} {begins}"),
        register_closes_at=london(f"{on} {begins}"),
        session_ends_at=london(f"{on} {ends}"),
        first_session_ends_at=london(f"{on} 12:00"),
        day_ends_time=time(15, 0),
        tells=tuple(each if isinstance(each, Told) else Told(each) for each in tells),
        follows_unexplained=follows,
        **line,
    )


def open_for(*lines, at="09:03", on=DAY):
    provision_id = lines[0][0].provision_id
    said = [facts(pupil, on=on, at=at, **what) for pupil, what in lines]
    return commands.open_for(said, policy_on(provision_id, day(on)), provision_id=provision_id, at=london(f"{on} {at}"))


def duty(pupil, kind, session="AM"):
    return Duty.objects.get(pupil=pupil, kind=kind, session=session)


def kinds(pupil, session="AM"):
    return set(Duty.objects.filter(pupil=pupil, session=session).values_list("kind", flat=True))


class TestAnAbsenceWithoutAReason:
    def test_makes_a_call_home_due_ten_minutes_after_the_pupils_own_start(self):
        late_starter = a_pupil(starts="09:30")
        open_for((late_starter, {"starts": "09:30"}), at="09:33")
        assert duty(late_starter, "call-home").due_at == london(f"{DAY} 09:40")

    def test_makes_it_due_to_tell_the_school_thirty_minutes_after_the_pupils_own_start(self):
        late_starter = a_pupil(starts="09:30")
        open_for((late_starter, {"starts": "09:30"}), at="09:33")
        assert duty(late_starter, "tell-the-school").due_at == london(f"{DAY} 10:00")

    def test_makes_the_phone_due_at_twenty_five_minutes_whatever_becomes_of_the_email(self):
        pupil = a_pupil()
        open_for((pupil, {}))
        assert duty(pupil, "phone-the-school").due_at == london(f"{DAY} 09:25")

    def test_leaves_two_minutes_to_phone_where_the_mark_came_late(self):
        pupil = a_pupil()
        open_for((pupil, {}), at="09:40")
        assert duty(pupil, "phone-the-school").due_at == london(f"{DAY} 09:42")

    def test_is_late_from_birth_where_the_register_came_late_and_the_time_does_not_move(self):
        pupil = a_pupil()
        open_for((pupil, {}), at="09:40")
        call = duty(pupil, "call-home")
        assert (call.due_at, call.was_late, call.state) == (london(f"{DAY} 09:10"), True, Duty.State.OPEN)

    def test_quotes_the_sentence_and_the_clause_of_the_policy(self):
        pupil = a_pupil()
        open_for((pupil, {}))
        call = duty(pupil, "call-home")
        assert call.sentence == "Call home within 10 minutes of the pupil's start"
        assert call.clause == "SS-14"

    def test_makes_a_decision_about_n_due_on_the_fifth_school_day(self):
        pupil = a_pupil()
        open_for((pupil, {}))
        assert duty(pupil, "decide-n").due_at == london("2026-11-30 15:00")

    def test_is_written_into_the_journal_of_the_pupil(self):
        pupil = a_pupil()
        open_for((pupil, {}))
        assert JournalEntry.objects.filter(verb="duty.opened", about=f"pupil:{pupil.pk}").count() == 1

    def test_by_adventure_in_learnings_policy_makes_a_call_due_by_the_end_of_the_first_session(self):
        pupil = a_pupil(provision=a_provision("adventure-in-learning"))
        open_for((pupil, {}))
        assert duty(pupil, "call-home").due_at == london(f"{DAY} 12:00")


class TestAnAbsenceWithAReason:
    def test_makes_no_call_due(self):
        pupil = a_pupil()
        open_for((pupil, {"code": "I"}))
        assert "call-home" not in kinds(pupil)

    def test_is_told_to_the_school_all_the_same(self):
        pupil = a_pupil()
        open_for((pupil, {"code": "I"}))
        assert {"tell-the-school", "phone-the-school"} <= kinds(pupil)


class TestAPupilWhoIsHere:
    @pytest.mark.parametrize("code", ["/", "L", "U"])
    def test_makes_nothing_due(self, code):
        pupil = a_pupil()
        open_for((pupil, {"code": code}))
        assert kinds(pupil) == set()


class TestTheSchools:
    def test_are_each_told_where_the_commissioner_is_another_than_the_main_school(self):
        pupil = a_pupil()
        council = a_commissioner(pupil.provision, kind="council")
        school = pupil.placements.get().main_school
        open_for((pupil, {"tells": (school.pk, council.pk)}))
        told = Duty.objects.filter(pupil=pupil, kind="tell-the-school").values_list("commissioner_id", flat=True)
        assert set(told) == {school.pk, council.pk}


class TestTheAfternoonAfterAnUnexplainedMorning:
    def test_does_not_ring_home_a_second_time(self):
        pupil = a_pupil()
        open_for((pupil, {}))
        open_for((pupil, {"session": "PM", "follows": True}), at="12:50")
        assert "call-home" not in kinds(pupil, "PM")

    def test_tells_the_school_again(self):
        pupil = a_pupil()
        open_for((pupil, {}))
        open_for((pupil, {"session": "PM", "follows": True}), at="12:50")
        assert "tell-the-school" in kinds(pupil, "PM")

    def test_rings_home_where_the_pupil_was_here_in_the_morning(self):
        pupil = a_pupil()
        open_for((pupil, {"session": "PM"}), at="12:50")
        assert duty(pupil, "call-home", "PM").due_at == london(f"{DAY} 12:55")


class TestOpeningTwice:
    def test_changes_nothing(self):
        pupil = a_pupil()
        open_for((pupil, {}))
        before = list(Duty.objects.values().order_by("pk"))
        assert open_for((pupil, {}), at="09:05") == []
        assert list(Duty.objects.values().order_by("pk")) == before

    @pytest.mark.parametrize("number", [2, 7])
    def test_takes_as_many_statements_for_many_pupils_as_for_few(self, number, django_assert_num_queries):
        group = a_group()
        pupils = [a_pupil(group=group) for _ in range(number)]
        policy = policy_on(pupils[0].provision_id, day(DAY))
        said = [facts(pupil) for pupil in pupils]
        with django_assert_num_queries(6):  # read, open, journal, and the savepoints
            commands.open_for(said, policy, provision_id=pupils[0].provision_id, at=london(f"{DAY} 09:03"))


class TestAMarkThatChanges:
    def test_withdraws_what_was_not_yet_due_when_the_absence_is_explained(self):
        pupil = a_pupil()
        open_for((pupil, {}))
        open_for((pupil, {"code": "M"}), at="09:06")
        assert duty(pupil, "call-home").state == Duty.State.WITHDRAWN

    def test_counts_as_missed_what_was_already_due(self):
        pupil = a_pupil()
        open_for((pupil, {}))
        open_for((pupil, {"code": "M"}), at="09:16")
        assert duty(pupil, "call-home").state == Duty.State.MISSED

    def test_keeps_the_school_to_be_told_when_the_absence_is_only_explained(self):
        pupil = a_pupil()
        open_for((pupil, {}))
        open_for((pupil, {"code": "M"}), at="09:06")
        assert duty(pupil, "tell-the-school").state == Duty.State.OPEN

    def test_withdraws_everything_when_the_pupil_arrives(self):
        pupil = a_pupil()
        open_for((pupil, {}))
        open_for((pupil, {"code": "L"}), at="09:06")
        assert not Duty.objects.filter(pupil=pupil, state__in=Duty.WAITING).exists()

    def test_meets_the_decision_about_n_when_a_reason_comes(self):
        pupil = a_pupil()
        open_for((pupil, {}))
        open_for((pupil, {"code": "M"}), at="09:06")
        assert duty(pupil, "decide-n").state == Duty.State.MET

    def test_opens_again_what_an_undone_tap_had_withdrawn(self):
        pupil = a_pupil()
        open_for((pupil, {}))
        open_for((pupil, {"code": None}), at="09:04")
        assert duty(pupil, "call-home").state == Duty.State.WITHDRAWN
        open_for((pupil, {}), at="09:05")
        assert duty(pupil, "call-home").state == Duty.State.OPEN

    def test_does_not_open_again_what_a_person_has_done(self):
        pupil = a_pupil()
        open_for((pupil, {}))
        meet_call(pupil)
        open_for((pupil, {"code": "M"}), at="09:08")
        open_for((pupil, {}), at="09:09")
        assert duty(pupil, "call-home").state == Duty.State.MET

    def test_of_an_earlier_day_opens_nothing_that_can_no_longer_be_done(self):
        pupil = a_pupil()
        said = [facts(pupil)]
        policy = policy_on(pupil.provision_id, day(DAY))
        commands.open_for(said, policy, provision_id=pupil.provision_id, at=london("2026-11-25 10:00"))
        assert kinds(pupil) == {"decide-n"}


def meet_call(pupil):
    from firstbell.domain.duties import Discharge
    from firstbell.journal import Actor

    commands.meet(
        {DutyKind.CALL_HOME},
        f"pupil:{pupil.pk}",
        day(DAY),
        "AM",
        outcome=Discharge.VOICEMAIL,
        by=Actor.system("test"),
        at=london(f"{DAY} 09:07"),
    )


class TestBeforeTheGoLiveDay:
    def test_nothing_falls_due(self):
        pupil = a_pupil(provision=a_provision(go_live_on=day("2026-11-24")))
        open_for((pupil, {}))
        assert not Duty.objects.exists()


class TestARegisterNotTaken:
    def test_is_itself_due_five_minutes_after_the_start(self):
        provision = a_provision()
        register = RegisterFacts(
            7, "Forge", day(DAY), "AM", london(f"{DAY} 09:00"), london(f"{DAY} 09:30"), london(f"{DAY} 12:00")
        )
        policy = policy_on(provision.pk, day(DAY))
        for _ in range(2):
            commands.open_register_duties([register], policy, provision_id=provision.pk, at=london(f"{DAY} 02:00"))
        found = Duty.objects.get(subject="register:7")
        assert (found.kind, found.clause, found.due_at) == ("take-the-register", "SS-3", london(f"{DAY} 09:05"))
