"""What becomes of a message after the other side took it: delivered, sent back, or still with them."""

from __future__ import annotations

import pytest

from firstbell.journal.models import JournalEntry
from firstbell.outbox import commands
from firstbell.outbox.models import Message
from firstbell.outbox.sending import send_due
from firstbell.outbox.tests.test_sending import GOES, a_queued_message, state_of
from tests.builders import london

pytestmark = pytest.mark.django_db
LATER = london("2026-11-23 09:40")


def in_state(state, **fields):
    message = a_queued_message()
    Message.objects.filter(pk=message.pk).update(state=state, **fields)
    message.refresh_from_db()
    return message


class TestADeliveryReceipt:
    def test_is_kept_with_its_time_and_heard_above(self, heard):
        message = in_state("accepted", accepted_at=GOES, next_try_at=None)
        assert commands.delivered(message, "250 in the mailbox", LATER)
        kept = Message.objects.get(pk=message.pk)
        assert (kept.state, kept.delivered_at, kept.accepted_at) == ("delivered", LATER, GOES)
        assert heard == [(message.pk, "delivered")]

    def test_that_comes_twice_is_told_once(self, heard):
        message = in_state("accepted", accepted_at=GOES)
        commands.delivered(message, "here", LATER)
        assert not commands.delivered(message, "here", LATER)
        assert len(heard) == 1

    def test_ends_the_tries_where_the_acceptance_was_lost_on_the_way(self):
        message = in_state("retrying", next_try_at=LATER)
        commands.delivered(message, "here", LATER)
        assert send_due(LATER) == 0

    def test_does_not_undo_a_bounce(self):
        message = in_state("bounced")
        assert not commands.delivered(message, "here", LATER)


class TestABounce:
    @pytest.mark.parametrize("state", ["accepted", "delivered", "in_flight", "retrying"])
    def test_is_kept_with_their_words_and_heard_above(self, heard, state):
        message = in_state(state)
        assert commands.bounced(message, "5.1.1 no such mailbox", LATER)
        kept = Message.objects.get(pk=message.pk)
        assert (kept.state, kept.server_reply, kept.next_try_at) == ("bounced", "5.1.1 no such mailbox", None)
        assert heard == [(message.pk, "bounced")]

    def test_is_in_the_journal(self):
        message = in_state("accepted")
        commands.bounced(message, "5.1.1 no such mailbox", LATER)
        assert JournalEntry.objects.filter(about=f"message:{message.pk}", verb="message.bounced").exists()


class TestTheirWords:
    def test_are_kept_without_what_no_database_keeps(self):
        message = in_state("accepted")
        commands.bounced(message, "550 \x00no\r\nsuch\x1b[31m mailbox" + "!" * 600, LATER)
        words = Message.objects.get(pk=message.pk).server_reply
        assert words.startswith("550 no such [31m mailbox!") and len(words) == 500


class TestADelay:
    def test_is_noted_and_changes_nothing_else(self, heard):
        message = in_state("accepted")
        commands.delayed(message, "4.4.1 their server does not answer", LATER)
        assert (state_of(message), heard) == ("accepted", [])
        assert message.events.last().words == "4.4.1 their server does not answer"
