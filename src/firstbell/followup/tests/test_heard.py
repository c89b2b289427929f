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
