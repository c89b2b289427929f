"""Texts to families keep the policy's quiet hours; emails to schools do not."""

from __future__ import annotations

from datetime import time

import pytest

from firstbell.outbox import commands, quiet
from firstbell.outbox.models import Message
from firstbell.outbox.sending import TOO_LATE_IN_THE_DAY, send_due
from firstbell.outbox.tests.test_sending import PRIYA, a_queued_message, state_of
from tests.builders import a_provision, day, london

NIGHT = (time(20, 0), time(7, 30))


class TestQuietHours:
    @pytest.mark.parametrize(
        ("at", "end"),
        [
            ("2026-11-23 20:00", "2026-11-24 07:30"),
            ("2026-11-23 23:59", "2026-11-24 07:30"),
            ("2026-11-23 00:00", "2026-11-23 07:30"),
            ("2026-11-23 07:29", "2026-11-23 07:30"),
            ("2026-03-28 21:00", "2026-03-29 07:30"),
            ("2026-10-24 21:00", "2026-10-25 07:30"),
        ],
    )
    def test_end_in_the_morning_on_londons_clock(self, at, end):
        assert quiet.ends_at(london(at), *NIGHT) == london(end)

    @pytest.mark.parametrize("at", ["2026-11-23 07:30", "2026-11-23 19:59"])
    def test_are_over_by_day(self, at):
        assert quiet.ends_at(london(at), *NIGHT) is None

    def test_may_lie_within_one_day(self):
        assert quiet.ends_at(london("2026-11-23 12:10"), time(12), time(13)) == london("2026-11-23 13:00")

    def test_are_none_where_both_times_are_the_same(self):
        assert quiet.ends_at(london("2026-11-23 03:00"), time(0), time(0)) is None


def a_text(due, on="2026-11-23"):
    message = commands.draft(
        provision_id=a_provision().pk,
        key=f"text {due}",
        purpose="ask-home",
        to=commands.Recipient(None, "Dana Calloway", "+447700900123"),
        on=day(on),
        content=commands.Content("", "Please ring Alder Yard."),
        due_at=london(due),
        by=PRIYA,
        at=london(due),
        channel=Message.Channel.SMS,
    )
    commands.queue(message, by=PRIYA, at=london(due))
    return message


@pytest.mark.django_db
class TestAText:
    def test_that_is_due_too_early_waits_until_they_end(self, mailoutbox):
        text = a_text("2026-11-23 07:10")
        assert send_due(london("2026-11-23 07:10")) == 0
        assert Message.objects.get(pk=text.pk).next_try_at == london("2026-11-23 07:30")
        send_due(london("2026-11-23 07:30"))
        assert (state_of(text), len(mailoutbox)) == ("accepted", 1)

    def test_whose_day_is_over_by_then_is_cancelled(self, mailoutbox):
        text = a_text("2026-11-23 20:05")
        assert send_due(london("2026-11-23 20:05")) == 0
        assert (state_of(text), text.events.last().words, mailoutbox) == ("cancelled", TOO_LATE_IN_THE_DAY, [])

    def test_goes_by_day(self, mailoutbox):
        a_text("2026-11-23 09:12")
        send_due(london("2026-11-23 09:12"))
        assert len(mailoutbox) == 1

    def test_is_never_sent_to_nobody(self):
        text = commands.draft(
            provision_id=a_provision().pk, key="x", purpose="ask-home", to=commands.Recipient(None, "Dana", ""),
            on=day("2026-11-23"), content=commands.Content("", "…"), due_at=london("2026-11-23 09:00"), by=PRIYA,
            at=london("2026-11-23 09:00"), channel=Message.Channel.SMS,
        )  # fmt: skip
        assert (text.state, text.server_reply) == ("failed", commands.NO_NUMBER)


@pytest.mark.django_db
class TestAnEmail:
    def test_to_a_school_is_not_kept_back(self, mailoutbox):
        message = a_queued_message()
        Message.objects.filter(pk=message.pk).update(next_try_at=london("2026-11-23 21:00"))
        assert send_due(london("2026-11-23 21:00")) == 1
