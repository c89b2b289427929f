"""A notice that comes after the mark explains the absence and stops the call home (AL-4)."""

from __future__ import annotations

from uuid import uuid4

import pytest

from firstbell.domain.marks import Choice
from firstbell.duties.models import Duty
from firstbell.notices import commands as notices
from firstbell.notices.commands import NoticeFacts
from firstbell.registers import commands as registers
from firstbell.registers.models import RegisterLine
from tests.builders import a_pupil, a_register, day, london, staff

pytestmark = pytest.mark.django_db
MONDAY = day("2026-11-23")


@pytest.fixture
def pupil():
    return a_pupil("Kacey Holt")


@pytest.fixture
def lead(pupil):
    return staff(pupil.provision)


@pytest.fixture
def line(pupil, lead):
    """Marked not here at 09:04, with nothing heard."""
    register = a_register(pupil)
    line = register.lines.get(pupil=pupil)
    tap = registers.Tap(uuid4(), line.pk, Choice.AWAY)
    registers.record_mark(tap, by=lead.actor, at=london("2026-11-23 09:04"))
    return line


def told(pupil, lead, code_key="M", at="2026-11-23 09:06"):
    facts = NoticeFacts(pupil, MONDAY, MONDAY, "parent", "phone", "Dentist", ends_session="AM", code_key=code_key)
    return notices.take_notice(facts, by=lead.actor, at=london(at))


def ringing(pupil):
    return {duty.kind: duty.state for duty in Duty.objects.filter(pupil=pupil, kind__in=["call-home", "reach-someone"])}


class TestANoticeAfterTheMark:
    def test_turns_n_into_its_code_and_keeps_both(self, pupil, lead, line):
        told(pupil, lead)
        now = RegisterLine.objects.get(pk=line.pk).current_mark
        assert (now.code_key, now.replaces.code_key, now.reason) == ("M", "N", "Told: Dentist")

    def test_leaves_nobody_to_ring(self, pupil, lead, line):
        assert set(ringing(pupil).values()) == {"open"}
        told(pupil, lead)
        assert not set(ringing(pupil).values()) & {"open", "claimed"}

    def test_without_a_code_leaves_n_and_still_nobody_to_ring(self, pupil, lead, line):
        told(pupil, lead, code_key="")
        assert RegisterLine.objects.get(pk=line.pk).current_mark.code_key == "N"
        assert not set(ringing(pupil).values()) & {"open", "claimed"}

    def test_does_not_hide_a_call_that_was_missed_already(self, pupil, lead, line):
        told(pupil, lead, at="2026-11-23 09:12")
        assert ringing(pupil)["call-home"] == "missed"

    def test_of_another_day_changes_nothing(self, pupil, lead, line):
        facts = NoticeFacts(pupil, day("2026-11-24"), day("2026-11-24"), "parent", "phone", "Dentist", code_key="M")
        notices.take_notice(facts, by=lead.actor, at=london("2026-11-23 09:06"))
        assert RegisterLine.objects.get(pk=line.pk).current_mark.code_key == "N"
        assert ringing(pupil)["call-home"] == "open"


class TestANoticeOfSessionsToCome:
    def marks_away(self, pupil, lead, session, at):
        register = a_register(pupil, session=session)
        tap = registers.Tap(uuid4(), register.lines.get(pupil=pupil).pk, Choice.AWAY)
        registers.record_mark(tap, by=lead.actor, at=london(at))

    def test_rings_nobody_though_its_code_is_not_decided(self, pupil, lead):
        facts = NoticeFacts(pupil, MONDAY, MONDAY, "parent", "link", "Ill", ends_session="PM")
        notices.take_notice(facts, by=lead.actor, at=london("2026-11-23 08:10"))
        self.marks_away(pupil, lead, "AM", "2026-11-23 09:04")
        self.marks_away(pupil, lead, "PM", "2026-11-23 13:04")
        assert ringing(pupil) == {}
        assert Duty.objects.filter(pupil=pupil, kind="tell-the-school").exists()

    def test_of_the_morning_alone_leaves_the_afternoon_to_be_rung_about(self, pupil, lead):
        facts = NoticeFacts(pupil, MONDAY, MONDAY, "parent", "link", "Dentist", ends_session="AM")
        notices.take_notice(facts, by=lead.actor, at=london("2026-11-23 08:10"))
        self.marks_away(pupil, lead, "AM", "2026-11-23 09:04")
        self.marks_away(pupil, lead, "PM", "2026-11-23 13:04")
        assert Duty.objects.filter(pupil=pupil, kind="call-home", session="PM").exists()
        assert not Duty.objects.filter(pupil=pupil, kind="call-home", session="AM").exists()


class TestANoticeTakenBack:
    def test_makes_its_marks_n_again_and_opens_what_it_had_stopped(self, pupil, lead, line):
        notice = told(pupil, lead)
        notices.withdraw_notice(notice, reason="Another pupil", by=lead.actor, at=london("2026-11-23 09:08"))
        assert RegisterLine.objects.get(pk=line.pk).current_mark.code_key == "N"
        assert set(ringing(pupil).values()) == {"open"}

    def test_that_never_had_a_code_opens_what_it_had_stopped(self, pupil, lead, line):
        notice = told(pupil, lead, code_key="")
        notices.withdraw_notice(notice, reason="Another pupil", by=lead.actor, at=london("2026-11-23 09:08"))
        assert set(ringing(pupil).values()) == {"open"}

    def test_leaves_a_mark_that_somebody_changed_since(self, pupil, lead, line):
        notice = told(pupil, lead)
        registers.amend_mark(line.pk, "I", reason="Mum rang", by=lead.actor, at=london("2026-11-23 09:07"))
        notices.withdraw_notice(notice, reason="Another pupil", by=lead.actor, at=london("2026-11-23 09:08"))
        assert RegisterLine.objects.get(pk=line.pk).current_mark.code_key == "I"


class TestAnAnswerByLink:
    def says(self, pupil, lead, kind, **more):
        facts = NoticeFacts(
            pupil, MONDAY, MONDAY, "parent", "link", "Told by link", ends_session="AM", kind=kind, **more
        )
        return notices.take_notice(facts, by=lead.actor, at=london("2026-11-23 09:06"))

    def test_on_the_way_stops_the_calls_and_checks_the_arrival(self, pupil, lead, line):
        self.says(pupil, lead, "coming", expected_at=london("2026-11-23 09:25"))
        assert not set(ringing(pupil).values()) & {"open", "claimed"}
        assert Duty.objects.get(pupil=pupil, kind="check-arrival").due_at == london("2026-11-23 09:30")

    def test_on_the_way_without_a_time_is_checked_soon(self, pupil, lead, line):
        self.says(pupil, lead, "coming")
        assert Duty.objects.get(pupil=pupil, kind="check-arrival").due_at == london("2026-11-23 09:26")

    def test_please_ring_leaves_home_to_be_rung(self, pupil, lead, line):
        self.says(pupil, lead, "ring")
        assert set(ringing(pupil).values()) == {"open"}

    def test_turns_n_into_the_code_once_a_person_accepts_it(self, pupil, lead, line):
        notice = self.says(pupil, lead, "absence", pointed_key="I")
        assert RegisterLine.objects.get(pk=line.pk).current_mark.code_key == "N"
        notices.accept_reply(notice, "I", by=lead.actor, at=london("2026-11-23 09:09"))
        assert RegisterLine.objects.get(pk=line.pk).current_mark.code_key == "I"


class TestNewsFromHome:
    def an_update_is_due(self, pupil):
        return Duty.objects.create(
            provision=pupil.provision, rule="ask-for-an-update", kind="ask-for-an-update", fact="absent-days-in-a-row",
            subject=f"pupil:{pupil.pk}", pupil=pupil, on=MONDAY, owner_role="attendance_lead", met_by="text notice",
            sentence="Ask for an update", opened_at=london("2026-11-23 08:00"), due_at=london("2026-11-23 12:00"),
        )  # fmt: skip

    def test_is_the_update_that_a_further_day_asks_for(self, pupil, lead):
        due = self.an_update_is_due(pupil)
        told(pupil, lead)
        due.refresh_from_db()
        assert (due.state, due.outcome) == ("met", "notice")

    def test_is_not_what_a_school_tells(self, pupil, lead):
        due = self.an_update_is_due(pupil)
        facts = NoticeFacts(pupil, MONDAY, MONDAY, "school", "phone", "On a trip")
        notices.take_notice(facts, by=lead.actor, at=london("2026-11-23 09:06"))
        due.refresh_from_db()
        assert due.state == "open"
