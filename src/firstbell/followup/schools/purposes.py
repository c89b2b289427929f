"""What the emails to schools are for. A copy has a purpose of its own, so that it serves no duty."""

from __future__ import annotations

from firstbell.outbox.models import Message

ABSENCES = "session-absences"
LATE = "late-arrivals"
NOW_HERE = "now-here"
TO_SCHOOLS = (ABSENCES, LATE, NOW_HERE)
COPY = "-copy"


def reference_of(message: Message) -> str:
    """Return the reference people quote: 2026-11-23-AM-5-1, with what it is where it is not of absences."""
    return reference(message.key)


def reference(key: str) -> str:
    purpose, _, rest = key.partition(":")
    plain = rest.replace(":", "-")
    return plain if purpose == ABSENCES else f"{plain}-{purpose}"
