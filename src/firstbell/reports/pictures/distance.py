"""Where a pupil stands against the lines of the policy, and how many sessions away each of them is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from firstbell.domain.school_time import Span
from firstbell.domain.tallies import Tally, shown
from firstbell.domain.thresholds import Operator, can_still_miss
from firstbell.reports.pictures.picture import Picture, counted, dates, place


@dataclass(frozen=True)
class Line:
    """A line of the policy.

    x: its place. anchor: of its label, empty for none. distance: sessions to spare, below 0 those to come to.
    words: the same.
    """

    number: str
    x: str
    anchor: str
    distance: int
    words: str


@dataclass(frozen=True)
class Scale:
    """The drawing: the share attended as a bar's length, and lines across it."""

    width: str
    percent: str
    lines: tuple[Line, ...]


LABEL = 12
"""Percent of the width that a label needs on a phone."""
FAR = 50
"""Nobody is helped by hearing of more sessions in a row than these."""


@dataclass(frozen=True)
class Lines:
    """A policy's lines. by_percent: words and operator of its target and thresholds, highest first."""

    target: Fraction
    by_percent: Mapping[Fraction, tuple[str, Operator]]

    @property
    def watched(self) -> Fraction:
        """The line below which attendance is spoken of: the highest threshold under the target, or the target."""
        return max((percent for percent in self.by_percent if percent < self.target), default=self.target)

    def words(self, percent: Fraction) -> str:
        return self.by_percent[percent][0]


def distance(tally: Tally, lines: Lines, left: int, span: Span) -> Picture:
    """Return where a tally stands. left: sessions still planned this year."""
    anchors = _anchors(lines)
    drawn = [
        _line(tally, percent, words, operator, left, anchors[percent])
        for percent, (words, operator) in lines.by_percent.items()
        if tally.possible
    ]
    title = _title(tally, drawn)
    small = " Fewer than 20 sessions: too few to lean on." if tally.possible and tally.is_small_base else ""
    return Picture(
        key="distance",
        name="Distance to the policy’s lines",
        title=title,
        alt=f"{title}. " + " ".join(line.words for line in drawn),
        note=f"Sessions attended, {dates(span)}; {counted(tally.possible, 'session')}. "
        f"Dashed: the policy’s lines.{small}",
        columns=("Line", "Attended", "Possible", "Rate", "Sessions to spare", "In words"),
        rows=tuple(
            (line.number, tally.attended, tally.possible, shown(tally.percent), line.distance, line.words)
            for line in drawn
        ),
        template="reports/pictures/distance.html" if drawn else "",
        drawing=Scale(place(tally.percent or 0), shown(tally.percent), tuple(drawn)),
        remarks=tuple(line.words for line in drawn),
    )


def _anchors(lines: Lines) -> dict[Fraction, str]:
    """Return on which side of its line each label stands, so that none meets another on a phone; empty for no label.

    The target's stands to the right of it, those of lower lines to the left. Lines above the target are told in words.
    """
    found, free = {}, lines.target
    for percent in lines.by_percent:
        fits = percent <= free
        found[percent] = "" if not fits else "start" if percent == lines.target else "end"
        if fits:
            free = percent if percent == lines.target else percent - LABEL
    return found


def _title(tally: Tally, lines: list[Line]) -> str:
    if not tally.possible:
        return "No session has been counted yet this school year"
    begins = f"{tally.attended} of {tally.possible} attended, {shown(tally.percent)}"
    near = min((line for line in lines if line.distance >= -FAR), key=lambda line: abs(line.distance), default=None)
    if near is None:
        return f"{begins}: below {lines[-1].number}"
    if near.distance < 0:
        return f"{begins}: {counted(-near.distance, 'session')} in a row from {near.number}"
    return f"{begins}: {counted(near.distance, 'session')} to spare before {near.number}"


def _line(tally: Tally, percent: Fraction, words: str, operator: Operator, left: int, anchor: str) -> Line:
    short = percent * tally.possible - 100 * tally.attended
    if short < 0 or (short == 0 and operator is Operator.BELOW):
        spare = can_still_miss(tally.attended, tally.possible, percent, operator)
        said = f"Can miss {counted(spare, 'more session')} before going below {words}."
        return Line(words, place(percent), anchor, spare, said)
    needed = short / (100 - percent) if percent < 100 else Fraction(left + 1)
    count = ceil(needed) if operator is Operator.BELOW else floor(needed) + 1
    if count > left:
        return Line(words, place(percent), anchor, -count, f"{words} is out of reach this year.")
    run = f": coming to the next {count} in a row reaches it" if count <= FAR else ""
    return Line(words, place(percent), anchor, -count, f"Below {words}{run}.")
