"""What a provider's answer over HTTP means for us."""

from __future__ import annotations

from typing import Any

from firstbell.outbox.channels import Fault

# 400 and 422: this number or this mail cannot be taken. 410: it is gone for good.
REFUSED_FOR_GOOD = {400, 410, 413, 422}
# 408: it waited too long for us; 425: too early; 429: too many at once.
TRY_AGAIN = {408, 425, 429}


def fault_of(status: int) -> Fault:
    """Return what a status other than 2xx means. What is not about this one message is our own set-up, as a key is."""
    if status in REFUSED_FOR_GOOD:
        return Fault.PERMANENT
    return Fault.TEMPORARY if status in TRY_AGAIN or status >= 500 else Fault.TECHNICAL


def words_of(answer: str) -> str:
    """Return an answer on one line, as much of it as is kept."""
    return " ".join(answer.split())[:400]


def found_at(answer: Any, place: str) -> str:
    """Return what stands at a place of an answer, such as messages.0.id; empty where there is nothing to find."""
    try:
        for step in place.split("."):
            answer = answer[int(step)] if isinstance(answer, list) else answer[step]
    except (ValueError, LookupError, TypeError):
        return ""
    return str(answer) if isinstance(answer, str | int) else ""
