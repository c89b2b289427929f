"""An attempt as the journal tells it."""

from __future__ import annotations

from datetime import datetime

from firstbell.followup.models import ContactAttempt
from firstbell.journal import Actor, Entry


def entry_of(attempt: ContactAttempt, provision_id: int, by: Actor, at: datetime) -> Entry:
    facts = {
        "on": attempt.on,
        "session": attempt.session,
        "outcome": attempt.outcome,
        "spoke_to": attempt.spoke_to,
        "number": attempt.number,
        "reason": attempt.reason,
        "code": attempt.code_key,
        "expected_at": attempt.expected_at,
        "note": attempt.note,
    }
    said = {name: value for name, value in facts.items() if value}
    about = f"pupil:{attempt.pupil_id}"
    return Entry("attempt.logged", said, by=by, at=at, provision_id=provision_id, about=about)
