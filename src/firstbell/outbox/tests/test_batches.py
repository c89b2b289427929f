"""Several messages at one press: previewed, capped, and taken back within the minute."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.domain.errors import Refused
from firstbell.journal.models import JournalEntry
from firstbell.outbox import batches, commands
from firstbell.outbox.models import Batch, Message
from firstbell.outbox.sending import send_due
from firstbell.outbox.tests.test_sending import PRIYA, a_message, state_of
from tests.builders import a_provision, london

pytestmark = pytest.mark.django_db
NINE_TEN = london("2026-11-23 09:10")


@pytest.fixture
def drafts():
    provision = a_provision()
    return [a_message(provision, key=f"school {number}") for number in range(3)]


class TestThePreview:
    def test_counts_schools_families_and_pupils(self):
        one, other = (Message(commissioner_id=number, about=2) for number in (1, 2))
        home = Message(about=1)
        assert batches.in_words([one, other, home]) == "2 schools and 1 family about 5 pupils"

    def test_leaves_out_what_no_longer_waits(self, drafts):
        commands.cancel(drafts[0], reason="She came", by=PRIYA, at=NINE_TEN)
        assert len(batches.preview(drafts, NINE_TEN).messages) == 2


class TestSendingTogether:
    def test_waits_for_the_policys_minute_and_then_sends_all(self, drafts, mailoutbox):
        batch = batches.release_many(drafts, by=PRIYA, at=NINE_TEN)
        assert batch.goes_at == NINE_TEN + timedelta(seconds=60)
        assert send_due(NINE_TEN + timedelta(seconds=59)) == 0
        assert send_due(batch.goes_at) == 3

    def test_sends_never_more_than_the_policys_cap(self):
        provision = a_provision()
        many = [a_message(provision, key=f"school {number}") for number in range(31)]
        with pytest.raises(batches.TooMany, match="These are 31 messages, and one press sends 30 at most"):
            batches.release_many(many, by=PRIYA, at=NINE_TEN)
        assert not Batch.objects.exists()
        assert set(Message.objects.values_list("state", flat=True)) == {"drafted"}

    def test_is_in_the_journal(self, drafts):
        batches.release_many(drafts, by=PRIYA, at=NINE_TEN)
        assert JournalEntry.objects.get(verb="batch.proposed").actor_name == "Priya Nair"

    def test_of_what_has_gone_meanwhile_is_refused(self, drafts):
        for draft in drafts:
            commands.release(draft, by=PRIYA, at=NINE_TEN)
        with pytest.raises(Refused):
            batches.release_many(Message.objects.all(), by=PRIYA, at=NINE_TEN)

    def test_lets_one_message_be_cancelled_alone(self, drafts, mailoutbox):
        batch = batches.release_many(drafts, by=PRIYA, at=NINE_TEN)
        commands.cancel(drafts[0], reason="She came", by=PRIYA, at=NINE_TEN)
        assert send_due(batch.goes_at) == 2


class TestUndo:
    def test_takes_all_back_and_holds_them(self, drafts, mailoutbox):
        batch = batches.release_many(drafts, by=PRIYA, at=NINE_TEN)
        assert batches.undo(batch, by=PRIYA, at=NINE_TEN + timedelta(seconds=30)) == 3
        assert {state_of(draft) for draft in drafts} == {"held"}
        assert send_due(batch.goes_at) == 0
        assert Batch.objects.get().undone_by == "Priya Nair"

    def test_comes_too_late_for_what_has_gone(self, drafts, mailoutbox):
        batch = batches.release_many(drafts, by=PRIYA, at=NINE_TEN)
        send_due(batch.goes_at)
        with pytest.raises(Refused, match="have gone"):
            batches.undo(batch, by=PRIYA, at=batch.goes_at)
