"""A register taken on paper and typed in later: who saw and who typed are two people, and the times are two times."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from firstbell.domain.errors import Refused
from firstbell.journal import Actor
from firstbell.registers.commands.answers import Tap
from firstbell.registers.commands.marking import Outcome, save_register
from firstbell.registers.models import Mark


class WhoSaw(Refused):
    """A paper register without the name of the person who took it."""

    def __init__(self) -> None:
        super().__init__(
            "Nobody is named as the person who took the register on paper.",
            "The record says who saw each pupil, so nothing was saved.",
            "Give the name of whoever took it.",
        )


class TakenLater(Refused):
    """The paper register claims to have been taken after it was typed in."""

    def __init__(self) -> None:
        super().__init__(
            "The time on paper is still to come.", "Nothing was saved.", "Check the time at which it was taken."
        )


def take_from_paper(
    register_id: int,
    taps: Sequence[Tap],
    *,
    seen_by: str,
    taken_at: datetime,
    by: Actor,
    at: datetime,
    provision_id: int | None = None,
) -> list[Outcome]:
    """Record what a paper register says. seen_by: who took it. taken_at: when, as stated, a claim like a device's time.

    A line that has a colleague's mark by now keeps both answers, as on screen. Raises WhoSaw, TakenLater, and what
    `save_register` raises.
    """
    if not seen_by.strip():
        raise WhoSaw
    if taken_at > at:
        raise TakenLater
    stated = [
        Tap(t.id, t.line_id, t.choice, t.code_key, t.seen, taken_at, t.arrived_at, t.minutes, t.reason) for t in taps
    ]
    return save_register(
        register_id,
        stated,
        by=by,
        at=at,
        provision_id=provision_id,
        source=Mark.Source.PAPER,
        seen_by=seen_by.strip(),
    )
