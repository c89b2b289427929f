"""When an email to a school goes and until when it is tried again: the policy's times, moved with the deadline (SS-17).

A school with a deadline of its own has the policy's times in proportion: of 30 minutes 18 and 25 become, of 60, 36 and
50. Tries end five minutes before the deadline at the latest, so that the telephone has its time, unless the email then
could not be tried at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from firstbell.domain.duties import Anchor, DutyRule, MessageTimes
from firstbell.duties.models import Duty
from firstbell.policy import Policy

PHONE_MINUTES = 5
# A rule that says nothing about its message has it sent and tried as though it said this.
UNSAID_MINUTES = 30
UNSAID = MessageTimes(goes_minutes=18, retries_end_minutes=25)


@dataclass(frozen=True)
class Window:
    """The times of one duty's message, counted from an instant (UTC)."""

    anchor_at: datetime
    due_at: datetime
    times: MessageTimes

    def goes_at(self, drafted_at: datetime) -> datetime:
        return self.times.goes_at(self.anchor_at, drafted_at)

    def retries_end_at(self, goes_at: datetime) -> datetime:
        return self.times.retries_end_at(self.anchor_at, goes_at)


def window_of(duty: Duty, policy: Policy) -> Window:
    """Return when the message that serves a duty goes."""
    told = duty.commissioner
    rule = policy.rule(duty.rule, duty.on, commissioners=(told.name,) if told else ())
    return _window(duty, rule, told.tell_within_minutes if told else None)


def earliest(duties: Iterable[Duty], policy: Policy) -> Window:
    """Return the window of the duty that is due first."""
    return min((window_of(duty, policy) for duty in duties), key=lambda window: window.due_at)


def _window(duty: Duty, rule: DutyRule | None, own_minutes: int | None) -> Window:
    said = rule.message if rule else None
    base = (rule.due.minutes if rule else None) or UNSAID_MINUTES
    runs_from_start = rule is not None and rule.due.minutes is not None and rule.due.after is Anchor.PUPIL_START
    if own_minutes is not None and runs_from_start:
        times = in_proportion(said or in_proportion(UNSAID, UNSAID_MINUTES, base), base, own_minutes)
        return Window(duty.due_at - timedelta(minutes=own_minutes), duty.due_at, times)
    times = said or in_proportion(UNSAID, UNSAID_MINUTES, base)
    return Window(duty.due_at - timedelta(minutes=base), duty.due_at, times)


def in_proportion(times: MessageTimes, base_minutes: int, own_minutes: int) -> MessageTimes:
    """Return a policy's times for a deadline of other minutes than the policy's."""
    if base_minutes == own_minutes:
        return times
    goes = times.goes_minutes * own_minutes // base_minutes
    ends = min(times.retries_end_minutes * own_minutes // base_minutes, own_minutes - PHONE_MINUTES)
    return replace(times, goes_minutes=goes, retries_end_minutes=max(goes + 1, ends))
