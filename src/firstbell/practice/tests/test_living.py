"""Two days of a small practice provision, lived through what staff really do."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from firstbell.domain.duties import DutyKind
from firstbell.domain.school_time import starts_at
from firstbell.duties.models import Duty
from firstbell.followup.missing.models import MissingCase
from firstbell.followup.models import ContactAttempt, SchoolAnswer
from firstbell.outbox.models import Message
from firstbell.placements.models import Baseline
from firstbell.practice import cast, demonstration
from firstbell.practice.cases import keep_the_council
from firstbell.practice.characters import CHARACTERS, MONDAYS, TAXI, URDU
from firstbell.practice.history import habits_of
from firstbell.practice.living import Past, live
from firstbell.practice.making import Made, make_place
from firstbell.practice.support import Support
from firstbell.practice.support_cases import Days
from firstbell.registers.models import RegisterLine
from firstbell.reports.models import Handover
from firstbell.support.models import AgencyReferral, Case, Concern, ReintegrationPlan, SupportPlan

# The last school day before the clocks change and the first one after.
DAYS = [date(2026, 3, 27), date(2026, 3, 30)]
# Ten minutes after the bell, and after the start of those who begin at ten.
DUE_AT = (time(9, 10), time(10, 10))
SMALL = replace(cast.TOWN, pupils=len(CHARACTERS))


@pytest.fixture
def lived(db, practice_time, settings):
    settings.PRACTICE = True
    settings.EMAIL_BACKEND = "firstbell.practice.mail.MailboxBackend"
    at = starts_at(DAYS[0], time(1, 0))
    made = make_place(SMALL, DAYS[1], history_from=DAYS[0], goes_live_on=DAYS[0], at=at, password_hash="!")
    keep_the_council(made, at)
    dice = random.Random(1)
    calendar = demonstration._calendar(DAYS[1])
    support = Support(made, Days(demonstration._days_before(DAYS[0], 25), DAYS, DAYS[1], calendar))
    support.live_weeks_before(at)
    live(DAYS, [Past(made, habits_of(made, dice) | support.habits(), dice), support])
    return made


class TestTwoLivedDays:
    def test_end_with_every_line_marked_every_call_and_email_done_and_one_case_told_to_the_council(self, lived):
        lived, made = lived.provision, lived
        assert not RegisterLine.objects.filter(current_mark=None, dropped_at=None).exists()
        left = Duty.objects.filter(provision=lived, on=DAYS[0], closed_at=None)
        assert {duty.kind for duty in left} <= {DutyKind.DECIDE_N, DutyKind.SUPPORT_PLAN}
        assert set(Message.objects.values_list("state", flat=True)) <= {"accepted", "cancelled"}
        assert ContactAttempt.objects.exists() and SchoolAnswer.objects.exists()
        assert MissingCase.objects.get().entries.filter(message__state="accepted").exists()
        assert set(Handover.objects.values_list("on", flat=True)) == set(DAYS)
        # The wall clock rules on both sides of the change.
        due = Duty.objects.filter(kind=DutyKind.CALL_HOME, session="AM", rule="call-home").values_list("on", "due_at")
        assert {(on, at) for on, at in due} <= {(on, starts_at(on, ten_past)) for on in DAYS for ten_past in DUE_AT}
        assert_that_support_is_under_way(made)


def assert_that_support_is_under_way(made: Made) -> None:
    """One case with a plan to review and a meeting to come, one return by stages; Mondays are left to the visitor."""
    hard_mornings, coming_back = (Case.objects.get(pupil=made.characters[each].pupil_id) for each in (TAXI, URDU))
    assert not Case.objects.filter(pupil=made.characters[MONDAYS].pupil_id).exists()
    overdue = hard_mornings.actions.get(done_at=None, due_on__lt=DAYS[1] + timedelta(days=1))
    assert overdue.meeting.minutes.exists()
    to_come = hard_mornings.meetings.get(held_at=None)
    assert to_come.invitees.filter(message__state="accepted").exists()
    plan = SupportPlan.objects.get(case=hard_mornings)
    assert plan.is_in_force and plan.review_on == to_come.on > DAYS[1]
    assert plan.targets.count() == 2 and plan.strategies.exists()
    assert AgencyReferral.objects.get(case=hard_mornings).is_open
    stages = ReintegrationPlan.objects.get(case=coming_back).stages.order_by("number")
    assert stages.count() == 3 and stages[0].starts_on == DAYS[0] and stages[0].ends_on > DAYS[1]
    assert list(Concern.objects.get().entries.values_list("kind", flat=True)) == ["read", "action"]
    assert Baseline.objects.count() == len(CHARACTERS) - 1
