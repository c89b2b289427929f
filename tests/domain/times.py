"""London's times in the words of a test: london("2026-03-30 09:40")."""

from datetime import UTC, datetime

from firstbell.domain.school_time import LONDON


def london(text: str) -> datetime:
    """Return the UTC instant of a London date and time."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)
