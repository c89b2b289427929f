"""The step of setting up that this room knows: that mail can leave."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.urls import reverse

from firstbell import journal
from firstbell.accounts.permissions import may_open
from firstbell.accounts.staff import Staff
from firstbell.provisions.sections import Step

ROUTE = "outbox:mail_test"


def mail_step(staff: Staff, today: date) -> Step | None:
    """Done once a test was accepted. The practice provision has no such step, for its mail stays here."""
    if settings.PRACTICE:
        return None
    done = _was_accepted(staff.provision_id)
    words = (
        "Emails can leave." if done else "Send yourself a test, so that no school waits for an email that cannot leave."
    )
    url = reverse(ROUTE) if may_open(staff, ROUTE) else ""
    return Step(80, "Try that mail leaves", done, words, url, "Test again" if done else "Start")


def _was_accepted(provision_id: int) -> bool:
    told = journal.history(f"provision:{provision_id}", provision_id=provision_id, verbs=["mail.tested"])
    return any(entry.facts.get("accepted") for entry in told)
