"""What became of absences that nobody had explained: rung, reached, a reason, back again."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from firstbell.domain.school_time import Span
from firstbell.domain.tallies import shown
from firstbell.reports.pictures.picture import SHARES_FROM, Picture, counted, dates


@dataclass(frozen=True)
class Followed:
    """One pupil's day that began without a reason, and what came of it."""

    rung: bool
    reached: bool
    reason: bool
    back: bool


@dataclass(frozen=True)
class Step:
    """One step: how many of the absences got there. share: 0 to 1."""

    words: str
    count: int
    share: float
    percent: str


def funnel(followed: list[Followed], span: Span) -> Picture:
    """Return the steps. Each counts all absences that got there, whichever way they came to it."""
    total = len(followed)
    counts = (
        ("Not here, and nobody knew why", total),
        ("Home was rung", sum(each.rung for each in followed)),
        ("Somebody was reached", sum(each.reached for each in followed)),
        ("The reason is known", sum(each.reason for each in followed)),
        ("Came back since", sum(each.back for each in followed)),
    )
    steps = [Step(words, count, count / total if total else 0, _percent(count, total)) for words, count in counts]
    title = _title(steps, total)
    return Picture(
        key="followed",
        name="From absence to return",
        title=title,
        alt=f"{title}. " + ", ".join(f"{step.words}: {step.count}" for step in steps),
        note=f"Days on which a pupil was not here without a word, {dates(span)}; {counted(total, 'day')}."
        + (f" Shares are shown from {SHARES_FROM} on." if total < SHARES_FROM else ""),
        columns=("Step", "Days", "Share"),
        rows=tuple((step.words, step.count, step.percent) for step in steps),
        template="reports/pictures/funnel.html" if total else "",
        drawing=steps,
    )


def _title(steps: list[Step], total: int) -> str:
    if not total:
        return "Nobody was missing without a word in this time"
    _, _, _, reason, back = steps
    losses = [(before.count - after.count, before, after) for before, after in zip(steps, steps[1:], strict=False)]
    lost, before, after = max(losses, key=lambda loss: loss[0])
    begins = f"Of {counted(total, 'absence')} {reason.count} explained and {back.count} back since"
    return (
        f"{begins}; most are lost from {before.count} to {after.count}: {after.words.lower()}" if lost > 0 else begins
    )


def _percent(count: int, total: int) -> str:
    return shown(Fraction(100 * count, total), 0) if total >= SHARES_FROM else ""
