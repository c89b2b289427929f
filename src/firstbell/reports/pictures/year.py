"""The year of a pupil in letters, a half-term to a table: mornings and afternoons side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from firstbell.domain.marked_sessions import MarkedSession
from firstbell.domain.school_time import Span
from firstbell.domain.tallies import Tally, shown
from firstbell.registers.queries.year import Leaf, YearRegister
from firstbell.reports.pictures.picture import Picture, Row, counted, dates


@dataclass(frozen=True)
class HalfTerm:
    """A half-term turned so that weeks go down and sessions across. rows: (week, squares)."""

    title: str
    days: tuple[str, ...]
    rows: tuple[tuple[str, tuple[object, ...]], ...]


@dataclass(frozen=True)
class Calendar:
    """The drawing. key: the letters that occur, with their meaning."""

    half_terms: tuple[HalfTerm, ...]
    key: tuple[tuple[str, str], ...]
    pupil_id: int


def year(register: YearRegister, sessions: Sequence[MarkedSession], span: Span) -> Picture:
    """Return the calendar of a pupil's year. sessions: those that count, first to last."""
    whole = Tally.of(each.code for each in sessions)
    run = longest_away(sessions)
    title = _title(whole, run)
    return Picture(
        key="year",
        name="The year, every session",
        title=title,
        alt=title,
        note=f"{dates(span)}; {counted(whole.possible, 'possible session')}. A row is a week; each day has its morning "
        "and its afternoon. An empty cell was not expected.",
        columns=("Month", "Possible", "Attended", "Authorised", "Unauthorised", "Not counted", "Rate"),
        rows=(
            *(
                _row(f"{first:%B %Y}", Tally.of(each.code for each in month))
                for first, month in groupby(sessions, key=lambda each: each.on.replace(day=1))
            ),
            *((_row("all", whole), ("Longest run of days away", run, None, None, None, None, "")) if sessions else ()),
        ),
        template="reports/pictures/year.html" if register.leaves else "",
        drawing=Calendar(tuple(_turned(leaf) for leaf in register.leaves), register.key, register.pupil_ids[0]),
        is_wide=True,
    )


def longest_away(sessions: Sequence[MarkedSession]) -> int:
    """Return the most days in a row of which every possible session was missed; a day without one is passed over."""
    longest = run = 0
    for _, day in groupby(sessions, key=lambda each: each.on):
        possible = [each for each in day if each.is_possible]
        if possible:
            run = run + 1 if all(each.is_missed for each in possible) else 0
            longest = max(longest, run)
    return longest


def _title(whole: Tally, run: int) -> str:
    if not whole.possible:
        return "No session has been counted yet this school year"
    begins = f"{whole.attended} of {whole.possible} sessions attended this year, {shown(whole.percent)}"
    return f"{begins}; {run} days in a row is the longest away" if run > 1 else begins


def _row(words: str, tally: Tally) -> Row:
    counts = (tally.possible, tally.attended, tally.authorised, tally.unauthorised, tally.not_counted)
    return (words, *counts, shown(tally.percent))


def _turned(leaf: Leaf) -> HalfTerm:
    squares = zip(*(stripe.squares for stripe in leaf.stripes), strict=True)
    days = tuple(stripe.words for stripe in leaf.stripes if stripe.is_morning)
    return HalfTerm(f"{leaf.title}: {leaf.summary}", days, tuple(zip(leaf.heads, squares, strict=True)))
