"""What follows a duty: the next role, the rules it names, its own rule again, and a reason where it was late."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.domain.duties import Discharge, DutyKind, Fact, Moments
from firstbell.duties import commands
from firstbell.duties.commands.explaining import NotLate, ReasonEmpty, ReasonGiven, ReasonTooLong
from firstbell.duties.models import Duty
from firstbell.duties.tests.test_opening import DAY, facts, kinds, open_for
from firstbell.journal import Actor
from firstbell.journal.models import JournalEntry
from firstbell.policy import preset_text
from firstbell.provisions.models import PolicyVersion
from firstbell.provisions.queries import policy_on
from tests.builders import a_group, a_provision, a_pupil, a_site, day, london

pytestmark = pytest.mark.django_db

PRIYA, NELL = Actor("staff", 1, "Priya Nair", "attendance_lead"), Actor("staff", 2, "Nell Ashby", "head")


def at(clock, on=DAY):
    return london(f"{on} {clock}")


def a_pupil_under(rules, **how):
    """A pupil of a provision whose policy has further rules."""
    provision = a_provision()
    PolicyVersion.objects.create(
        provision=provision, starts_on=day("2026-09-01"), preset="", text=preset_text("stepping-stones") + rules,
        made_at=london("2026-08-31 12:00"), made_by="Builder",
    )  # fmt: skip
    return a_pupil(group=a_group(a_site(provision)), **how)


def the(pupil, rule, **about):
    return Duty.objects.get(pupil=pupil, rule=rule, session="AM", **about)


def met(pupil, kind, outcome, clock):
    return commands.meet([kind], f"pupil:{pupil.pk}", day(DAY), "AM", outcome=outcome, by=PRIYA, at=at(clock))


def told(pupil, verb):
    return JournalEntry.objects.filter(verb=verb, about=f"pupil:{pupil.pk}")


class TestADutyNobodyHasTaken:
    @pytest.fixture
    def pupil(self):
        pupil = a_pupil()
        open_for((pupil, {}))
        return pupil

    def owner(self, pupil):
        return the(pupil, "call-home").owner_role

    def test_is_the_next_roles_three_minutes_before_its_time(self, pupil):
        commands.escalate(at("09:06") + timedelta(seconds=59))
        assert self.owner(pupil) == "attendance_lead"
        commands.escalate(at("09:07"))
        assert self.owner(pupil) == "head"

    def test_is_passed_on_once(self, pupil):
        for second in range(3):
            commands.escalate(at("09:07") + timedelta(seconds=second))
        assert told(pupil, "duty.escalated").filter(facts__contains='"rule":"call-home"').count() == 1

    def test_says_in_the_journal_whose_it_was_and_whose_it_is(self, pupil):
        commands.escalate(at("09:07"))
        [entry] = told(pupil, "duty.escalated").filter(facts__contains='"rule":"call-home"')
        assert '"owner":"attendance_lead"' in entry.facts
        assert '"to":"head"' in entry.facts

    def test_stays_where_it_is_while_somebody_has_it(self, pupil):
        commands.claim(the(pupil, "call-home"), by=PRIYA, at=at("09:05"))
        commands.escalate(at("09:07"))
        assert self.owner(pupil) == "attendance_lead"

    def test_is_passed_on_when_the_claim_runs_out(self, pupil):
        commands.claim(the(pupil, "call-home"), by=PRIYA, at=at("09:05"))
        commands.escalate(at("09:08"))
        assert self.owner(pupil) == "head"

    def test_is_not_passed_on_once_it_is_done(self, pupil):
        met(pupil, DutyKind.CALL_HOME, Discharge.VOICEMAIL, "09:06")
        commands.escalate(at("09:07"))
        assert self.owner(pupil) == "attendance_lead"

    def test_stays_where_the_policy_names_no_other_role(self, pupil):
        reach = the(pupil, "reach-someone")
        assert reach.escalates_at is None
        commands.escalate(at("12:00"))
        assert self.owner(pupil) == "head"
        assert the(pupil, "reach-someone").owner_role == "attendance_lead"


class TestAReasonForBeingLate:
    @pytest.fixture
    def pupil(self):
        pupil = a_pupil()
        open_for((pupil, {}))
        commands.judge(at("09:11"))
        return pupil

    def test_is_kept_with_who_gave_it_and_when(self, pupil):
        commands.give_late_reason(the(pupil, "call-home"), " The line was down. ", by=PRIYA, at=at("09:20"))
        call = the(pupil, "call-home")
        assert (call.late_reason, call.late_reason_by, call.late_reason_at) == (
            "The line was down.",
            "Priya Nair",
            at("09:20"),
        )
        assert told(pupil, "duty.explained").count() == 1

    def test_is_taken_after_the_duty_was_met_late(self, pupil):
        met(pupil, DutyKind.CALL_HOME, Discharge.SPOKE, "09:15")
        commands.give_late_reason(the(pupil, "call-home"), "Two phones, five calls", by=PRIYA, at=at("09:20"))
        assert the(pupil, "call-home").late_reason

    def test_is_asked_once(self, pupil):
        commands.give_late_reason(the(pupil, "call-home"), "The line was down", by=PRIYA, at=at("09:20"))
        with pytest.raises(ReasonGiven, match="Priya Nair has already said why"):
            commands.give_late_reason(the(pupil, "call-home"), "No idea", by=NELL, at=at("09:21"))
        assert the(pupil, "call-home").late_reason == "The line was down"

    def test_needs_words(self, pupil):
        with pytest.raises(ReasonEmpty):
            commands.give_late_reason(the(pupil, "call-home"), "  ", by=PRIYA, at=at("09:20"))

    def test_has_a_longest_length(self, pupil):
        with pytest.raises(ReasonTooLong):
            commands.give_late_reason(the(pupil, "call-home"), "x" * 241, by=PRIYA, at=at("09:20"))

    def test_is_not_asked_of_a_duty_in_time(self, pupil):
        with pytest.raises(NotLate):
            commands.give_late_reason(the(pupil, "tell-the-school"), "Why not", by=PRIYA, at=at("09:20"))


class TestOpeningAgain:
    @pytest.fixture
    def pupil(self):
        pupil = a_pupil()
        open_for((pupil, {}))
        met(pupil, DutyKind.TELL_THE_SCHOOL, Discharge.MESSAGE_ACCEPTED, "09:19")
        return pupil

    def reopen(self, pupil, clock):
        duties = [the(pupil, "tell-the-school"), the(pupil, "call-home")]
        return commands.reopen(duties, reason="The email came back", by=Actor.system("mail"), at=at(clock))

    def test_is_for_what_was_met_and_for_nothing_else(self, pupil):
        assert [duty.rule for duty in self.reopen(pupil, "09:24")] == ["tell-the-school"]
        tell = the(pupil, "tell-the-school")
        assert (tell.state, tell.closed_at, tell.outcome, tell.was_late) == ("open", None, "", False)

    def test_leaves_when_and_how_it_was_met_in_the_journal(self, pupil):
        self.reopen(pupil, "09:24")
        [entry] = told(pupil, "duty.reopened")
        assert '"was_met_through":"message-accepted"' in entry.facts
        assert '"was_met_by":"Priya Nair"' in entry.facts
        assert '"was_met_at":"2026-11-23T09:19:00' in entry.facts

    def test_after_its_time_makes_it_late(self, pupil):
        self.reopen(pupil, "09:40")
        commands.judge(at("09:40"))
        assert the(pupil, "tell-the-school").was_late

    def test_twice_opens_it_once(self, pupil):
        self.reopen(pupil, "09:24")
        assert self.reopen(pupil, "09:25") == []


CHAIN = """
[[rule]]
key = "call-home"
when = "unexplained-absence"
due = { minutes = 10, after = "pupil-start" }
owner = "attendance-lead"
met_by = ["spoke", "no-answer", "voicemail"]
each = "unexplained-run"
sites = ["SITE"]
if_met = ["write-it-up"]
if_missed = ["tell-the-head"]
sentence = "Call home within {minutes} minutes of the pupil's start"
clause = "SS-14"

[[rule]]
key = "write-it-up"
duty = "letter"
when = "after-a-duty"
due = { school_days = 2, time = "16:00" }
owner = "attendance-lead"
met_by = ["done"]
sentence = "Write the call up within {school_days} school days"
clause = "SS-14"

[[rule]]
key = "tell-the-head"
duty = "meeting"
when = "after-a-duty"
due = { minutes = 5, after = "event" }
owner = "head"
met_by = ["done"]
if_missed = ["ask-why"]
sentence = "Speak with the head within {minutes} minutes"
clause = "SS-14"

[[rule]]
key = "ask-why"
duty = "review"
when = "after-a-duty"
due = { minutes = 30, after = "event" }
owner = "head"
met_by = ["done"]
sentence = "Look into it within {minutes} minutes"
clause = "SS-14"
"""


class TestWhatFollowsADuty:
    @pytest.fixture
    def pupil(self):
        pupil = a_pupil_under(CHAIN.replace('sites = ["SITE"]\n', 'sites = ["Forge"]\n'))
        self.mark(pupil)
        return pupil

    def mark(self, pupil, clock="09:03", code="N"):
        provision_id = pupil.provision_id
        line = facts(pupil, code, at=clock, site="Forge")
        policy = policy_on(provision_id, day(DAY))
        commands.open_for([line], policy, provision_id=provision_id, at=at(clock))

    def test_opens_when_it_is_met(self, pupil):
        met(pupil, DutyKind.CALL_HOME, Discharge.VOICEMAIL, "09:06")
        assert the(pupil, "write-it-up").due_at == london("2026-11-25 16:00")
        assert told(pupil, "duty.opened").filter(facts__contains='"rule":"write-it-up"').count() == 1

    def test_opens_when_its_time_has_passed(self, pupil):
        commands.judge(at("09:10"))
        assert not Duty.objects.filter(rule="tell-the-head").exists()
        commands.judge(at("09:10") + timedelta(seconds=1))
        assert the(pupil, "tell-the-head").due_at == at("09:15")

    def test_opens_once_however_often_it_is_asked(self, pupil):
        commands.judge(at("09:11"))
        met(pupil, DutyKind.CALL_HOME, Discharge.VOICEMAIL, "09:12")
        commands.reopen([the(pupil, "call-home")], reason="wrong pupil", by=PRIYA, at=at("09:13"))
        met(pupil, DutyKind.CALL_HOME, Discharge.VOICEMAIL, "09:14")
        commands.judge(at("09:14"))
        assert Duty.objects.filter(rule="write-it-up").count() == 1
        assert Duty.objects.filter(rule="tell-the-head").count() == 1

    def test_does_not_open_when_it_is_withdrawn(self, pupil):
        self.mark(pupil, "09:06", code="M")
        assert kinds(pupil).isdisjoint({"letter", "meeting"})

    def test_opens_at_birth_where_the_register_came_too_late(self, pupil):
        late = a_pupil(group=a_group(pupil.placements.get().slots.first().group.site))
        self.mark(late, "09:20")
        assert (the(late, "tell-the-head").due_at, the(late, "tell-the-head").was_late) == (at("09:15"), True)
        assert the(late, "ask-why").due_at == at("09:45")

    def test_goes_when_the_pupil_comes(self, pupil):
        commands.judge(at("09:11"))
        self.mark(pupil, "09:12", code="L")
        assert the(pupil, "tell-the-head").state == Duty.State.WITHDRAWN

    def test_is_opened_by_the_end_of_a_day_that_no_worker_saw(self, pupil):
        commands.end_days_before(pupil.provision_id, day("2026-11-24"), at=london("2026-11-24 02:00"))
        assert the(pupil, "tell-the-head").state == Duty.State.OPEN


class TestAnArrivalNobodyChecked:
    def test_is_not_rung_about_on_the_day_after(self):
        """No worker ran from then on: what would have followed belonged to that day too."""
        pupil = a_pupil()
        open_for((pupil, {}))
        commands.open_because(
            Fact.ON_THE_WAY,
            Moments(on=day(DAY), happened_at=at("09:20"), pupil_starts_at=at("09:00")),
            policy_on(pupil.provision_id, day(DAY)),
            provision_id=pupil.provision_id,
            pupil_id=pupil.pk,
            session="AM",
            at=at("09:06"),
            by=PRIYA,
        )
        commands.end_days_before(pupil.provision_id, day("2026-11-24"), at=london("2026-11-24 02:00"))
        assert the(pupil, "check-arrival").state == Duty.State.MISSED
        assert not Duty.objects.filter(pupil=pupil, rule="not-arrived").exists()


AGAIN = """
[[rule]]
key = "keep-asking"
duty = "ask-for-an-update"
when = "absence"
due = { time = "10:00" }
owner = "attendance-lead"
met_by = ["spoke", "text", "notice"]
repeat = { REPEAT, until = ["spoke"] }
sentence = "Ask how the pupil is"
clause = "AL-10"
"""


class TestADutyThatRepeats:
    def opened(self, repeat):
        pupil = a_pupil_under(AGAIN.replace("REPEAT", repeat))
        open_for((pupil, {"code": "I"}))
        return pupil

    def due(self, pupil):
        found = Duty.objects.filter(pupil=pupil, rule="keep-asking", closed_at=None)
        return list(found.values_list("due_at", flat=True))

    def test_falls_due_again_some_minutes_after_it_was_met_otherwise(self):
        pupil = self.opened("minutes = 60")
        met(pupil, DutyKind.ASK_FOR_AN_UPDATE, Discharge.TEXT, "09:50")
        assert self.due(pupil) == [at("10:50")]
        met(pupil, DutyKind.ASK_FOR_AN_UPDATE, Discharge.TEXT, "10:40")
        assert self.due(pupil) == [at("11:40")]

    def test_ends_with_what_the_policy_waits_for(self):
        pupil = self.opened("minutes = 60")
        met(pupil, DutyKind.ASK_FOR_AN_UPDATE, Discharge.SPOKE, "09:50")
        assert self.due(pupil) == []

    def test_falls_due_again_on_the_next_school_day_at_the_same_time(self):
        pupil = self.opened("school_days = 1")
        met(pupil, DutyKind.ASK_FOR_AN_UPDATE, Discharge.TEXT, "09:50")
        assert self.due(pupil) == [london("2026-11-24 10:00")]

    def test_falls_due_again_where_its_day_ended_on_it(self):
        pupil = self.opened("school_days = 1")
        commands.end_days_before(pupil.provision_id, day("2026-11-24"), at=london("2026-11-24 02:00"))
        assert self.due(pupil) == [london("2026-11-24 10:00")]

    def test_that_repeats_by_the_minute_ends_with_its_day(self):
        pupil = self.opened("minutes = 60")
        commands.end_days_before(pupil.provision_id, day("2026-11-24"), at=london("2026-11-24 02:00"))
        assert self.due(pupil) == []

    def test_leaves_a_day_without_school_out(self):
        pupil = self.opened("school_days = 5")
        met(pupil, DutyKind.ASK_FOR_AN_UPDATE, Discharge.TEXT, "09:50")
        assert self.due(pupil) == [london("2026-11-30 10:00")]
