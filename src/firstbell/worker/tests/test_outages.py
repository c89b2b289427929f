"""The mail is down for one to sixty minutes, from any minute on: the school is told by half past, or phoned (R-12)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.domain.duties import DutyKind, Moments
from firstbell.outbox.ladder import PACE, next_try
from firstbell.policy import load_preset
from tests.builders import day, london

START = london("2026-11-23 09:00")
ON = day("2026-11-23")
MINUTE = timedelta(minutes=1)
MARKED_AFTER = (0, 3, 10, 16, 17, 20, 25, 29, 40)
BEGINS_AFTER = range(-60, 61)
LASTS = range(1, 61)
# How long a try takes that comes to nothing: refused at once, or a server that says nothing until the time is over.
REFUSED, STALLED = timedelta(seconds=1), timedelta(seconds=30)


def rule_of(kind):
    return next(rule for rule in load_preset("stepping-stones").rules if rule.duty == kind)


TELL, PHONE = rule_of(DutyKind.TELL_THE_SCHOOL), rule_of(DutyKind.PHONE_THE_SCHOOL)


def accepted_at(marked_at, down_from, down_until, takes):
    """Return when the school's server took the email; None where every try failed."""
    goes_at = TELL.message.goes_at(START, marked_at)
    deadline_at = TELL.message.retries_end_at(START, goes_at)
    at, tries = goes_at, 0
    while at is not None:
        tries += 1
        if not down_from <= at < down_until:
            return at
        at = next_try(tries, at + takes, deadline_at)
    return None


def moments(marked_at):
    return Moments(on=ON, happened_at=marked_at, pupil_starts_at=START)


def outages():
    for begins in BEGINS_AFTER:
        for lasts in LASTS:
            yield START + begins * MINUTE, START + (begins + lasts) * MINUTE


@pytest.mark.parametrize("takes", [REFUSED, STALLED], ids=["refused", "stalled"])
@pytest.mark.parametrize("minutes", MARKED_AFTER)
class TestEveryOutage:
    def test_ends_with_the_email_taken_in_time_or_the_phone_in_time(self, minutes, takes):
        marked_at = START + minutes * MINUTE
        phone_due_at = PHONE.due_at(moments(marked_at))
        told_due_at = TELL.due_at(moments(marked_at))
        assert phone_due_at <= max(START + 25 * MINUTE, marked_at + 2 * MINUTE)
        for down_from, down_until in outages():
            taken_at = accepted_at(marked_at, down_from, down_until, takes)
            # A register taken after half past is late by itself; the email then goes before the phone falls due.
            by_mail = taken_at is not None and taken_at <= max(told_due_at, phone_due_at)
            # The phone is due from the mark on and waits until the email is taken: it is there when its time comes.
            by_phone = (taken_at is None or taken_at > phone_due_at) and phone_due_at >= marked_at
            assert by_mail or by_phone, (down_from, down_until)

    def test_that_ends_before_the_last_try_lets_the_email_through(self, minutes, takes):
        marked_at = START + minutes * MINUTE
        goes_at = TELL.message.goes_at(START, marked_at)
        deadline_at = TELL.message.retries_end_at(START, goes_at)
        for down_from, down_until in outages():
            if down_until <= deadline_at:
                taken_at = accepted_at(marked_at, down_from, down_until, takes)
                assert taken_at is not None, (down_from, down_until)
                assert taken_at <= max(goes_at, down_until) + timedelta(seconds=max(PACE.waits)) + takes


class TestTheProofItself:
    def test_sees_a_ladder_that_gives_up_after_three_tries(self, monkeypatch):
        """A negative control."""
        import sys

        monkeypatch.setattr(
            sys.modules[__name__], "next_try", lambda tries, at, until: at + MINUTE if tries < 3 else None
        )
        assert accepted_at(START, START + 17 * MINUTE, START + 24 * MINUTE, REFUSED) is None
