"""How long after a pupil's start something was done: one dot for each time, a hollow diamond for each miss."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from firstbell.domain.school_time import Span
from firstbell.domain.tallies import shown
from firstbell.reports.pictures.frame import Frame, Label
from firstbell.reports.pictures.picture import FEWEST, SHARES_FROM, Picture, Row, counted, dates, middle, plain

ABREAST = 6
"""Dots of one day and minute that stand side by side before they cover each other."""


@dataclass(frozen=True)
class Done:
    """One promise. minutes: from the pupil's start until it was done, None where it never was. promised: as many.

    who, address: of its row in the record, empty where the reader may not see it.
    """

    on: date
    minutes: int | None
    promised: int
    in_time: bool
    who: str = ""
    address: str = ""

    @property
    def words(self) -> str:
        took = "never" if self.minutes is None else counted(self.minutes, "minute")
        return ", ".join(part for part in (f"{self.on.day} {self.on:%B}", self.who, took) if part)


@dataclass(frozen=True)
class Miss:
    """A diamond: its place, and the row it leads to."""

    x: str
    y: str
    words: str
    address: str


@dataclass(frozen=True)
class Plot:
    """The drawing: days across, minutes upward. dots: one path; promise: its height; misses: diamonds."""

    dots: str
    misses: tuple[Miss, ...]
    promise: Label
    grid: tuple[Label, ...]
    feet: tuple[Label, ...]

    @property
    def has_links(self) -> bool:
        return any(miss.address for miss in self.misses)


def timing(key: str, name: str, done_words: str, done: Sequence[Done], span: Span) -> Picture:
    """Return the picture of one promise. done_words: "first calls are made", within so many minutes."""
    misses = [each for each in done if not each.in_time]
    title = _title(done_words, done)
    days = sorted({each.on for each in done})
    return Picture(
        key=key,
        name=name,
        title=title,
        alt=f"{title}. {_spoken(misses)}",
        note=f"Minutes after the pupil's own start, {dates(span)}; {counted(len(done), 'time')}. Across: school days. "
        "Dashed: the promise. Diamond: a miss.",
        columns=("Day", "Done in time", "Of", "Share in time", "Middle, minutes"),
        rows=(
            *(_row(f"{day.day} {day:%B}", [each for each in done if each.on == day]) for day in days),
            *((_row("all", done),) if done else ()),
        ),
        template="reports/pictures/timing.html" if done else "",
        drawing=_plot(done, days) if done else None,
        links=tuple((each.words, each.address) for each in misses if each.address),
        is_wide=True,
    )


def _title(done_words: str, done: Sequence[Done]) -> str:
    if not done:
        return "Nothing was due in this time"
    in_time = sum(each.in_time for each in done)
    minutes = [each.minutes for each in done if each.minutes is not None]
    half = middle(minutes) if len(minutes) >= FEWEST else None
    share = f", {_share(done)}" if len(done) >= SHARES_FROM else ""
    kept = f"{in_time} of {len(done)} in time{share}"
    return kept if half is None else f"Half of {done_words} within {plain(half)} minutes; {kept}"


def _spoken(misses: Sequence[Done]) -> str:
    if not misses:
        return "No miss."
    return f"{counted(len(misses), 'miss', 'misses')}: {'; '.join(each.words for each in misses)}."


def _share(done: Sequence[Done]) -> str:
    return shown(Fraction(100 * sum(each.in_time for each in done), len(done)))


def _row(words: str, done: Sequence[Done]) -> Row:
    half = middle([each.minutes for each in done if each.minutes is not None])
    share = _share(done) if len(done) >= SHARES_FROM else ""
    return (words, sum(each.in_time for each in done), len(done), share, plain(half) if half is not None else "")


def _plot(done: Sequence[Done], days: Sequence[date]) -> Plot:
    promised = Counter(each.promised for each in done).most_common(1)[0][0] or 1
    top = 2 * promised
    frame = Frame(len(days), Fraction(0), Fraction(top))
    column = {day: number for number, day in enumerate(days)}
    same: dict[tuple[date, int], int] = defaultdict(int)
    dots, misses = "", []
    for each in done:
        if each.in_time and each.minutes is not None:
            abreast = same[each.on, each.minutes] % ABREAST
            same[each.on, each.minutes] += 1
            dots += f"M{frame.x(column[each.on] + _aside(abreast))} {frame.y(each.minutes)}h.01"
        elif not each.in_time:
            height = top if each.minutes is None else each.minutes
            misses.append(Miss(frame.x(column[each.on]), frame.y(height), each.words, each.address))
    return Plot(
        dots=dots,
        misses=tuple(misses),
        promise=Label("0", frame.y(promised), str(promised)),
        grid=frame.grid(0, top),
        feet=frame.feet([str(day.day) for day in days]),
    )


def _aside(abreast: int) -> float:
    """How far from the middle of its column a dot stands: left and right in turn."""
    return ((abreast + 1) // 2) * (0.13 if abreast % 2 else -0.13)
