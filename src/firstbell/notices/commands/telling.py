"""How the journal is told of a notice."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from firstbell import journal
from firstbell.journal import Actor
from firstbell.notices.models import Notice


def tell(verb: str, notice: Notice, facts: dict[str, Any], *, by: Actor, at: datetime) -> None:
    """Write what happened to a notice into the history of its pupil."""
    about = f"pupil:{notice.pupil_id}"
    provision_id = notice.pupil.provision_id
    journal.write(verb, {"notice_id": notice.pk} | facts, by=by, at=at, provision_id=provision_id, about=about)
