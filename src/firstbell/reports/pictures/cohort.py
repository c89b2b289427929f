"""Where the pupils of a place stand: one dot for each pupil, in bands of attendance. Nobody is ranked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from firstbell.domain.school_time import Span
from firstbell.domain.tallies import Tally, shown
from firstbell.reports.pictures.distance import Lines
from firstbell.reports.pictures.picture import Picture, counted, dates

FLOORS = (95, 90, 80, 70, 60, 50, 40, 30, 20, 10, 0)
FEWEST_SESSIONS = 20


@dataclass(frozen=True)
class Pupil:
    """One pupil with their sessions. name: empty where the reader may not see whose dot it is."""

    id: int
    name: str
    tally: Tally

    @property
    def initials(self) -> str:
        words = self.name.split()
        return f"{words[0][:1]}{words[-1][:1]}" if len(words) > 1 else self.name[:1]

    @property
    def words(self) -> str:
        return f"{self.name}, {self.tally.attended} of {self.tally.possible}"


@dataclass(frozen=True)
class Band:
    """The pupils whose attendance is at least its floor and below the floor above."""

    words: str
    pupils: tuple[Pupil, ...]

    @property
    def count(self) -> int:
        return len(self.pupils)


def cohort(pupils: Sequence[Pupil], span: Span, lines: Lines) -> Picture:
    """Return the dots of every pupil with enough sessions to say. Pupils of a band stand by name, never by rate."""
    judged = [pupil for pupil in pupils if pupil.tally.possible >= FEWEST_SESSIONS]
    bands = [_band(number, judged) for number in range(len(FLOORS))]
    under = {
        words: sum(_is_below(pupil, percent) for pupil in judged) for percent, (words, _) in lines.by_percent.items()
    }
    rates = sorted(pupil.tally.percent or Fraction(0) for pupil in judged)
    half = (rates[(len(rates) - 1) // 2] + rates[len(rates) // 2]) / 2 if rates else None
    left_out = len(pupils) - len(judged)
    few = f"; {counted(left_out, 'pupil')} with fewer than {FEWEST_SESSIONS} sessions left out" if left_out else ""
    title = _title(len(judged), lines.words(lines.watched), under, half)
    return Picture(
        key="pupils",
        name="Every pupil",
        title=title,
        alt=f"{title}. " + ", ".join(f"{band.words}: {band.count}" for band in bands if band.count),
        note=f"Each dot is a pupil, {dates(span)}; {counted(len(judged), 'pupil')}{few}. "
        "Within a band the order is by name and means nothing.",
        columns=("Attendance", "Pupils", "Percent"),
        rows=(
            *((band.words, band.count, "") for band in bands),
            *((f"below {words}", count, "") for words, count in under.items()),
            ("all", len(judged), ""),
            *((("middle pupil", None, shown(half)),) if half is not None else ()),
        ),
        template="reports/pictures/cohort.html" if judged else "",
        drawing=bands,
        pupil_ids=tuple(pupil.id for pupil in judged if pupil.name),
    )


def _title(count: int, line: str, under: Mapping[str, int], half: Fraction | None) -> str:
    if not count:
        return "No pupil has enough sessions yet to be a dot"
    return f"{under[line]} of {counted(count, 'pupil')} below {line}; the middle pupil is at {shown(half)}"


def _is_below(pupil: Pupil, percent: Fraction) -> bool:
    return 100 * pupil.tally.attended < percent * pupil.tally.possible


def _band(number: int, pupils: Sequence[Pupil]) -> Band:
    floor, ceiling = FLOORS[number], FLOORS[number - 1] if number else None
    inside = [
        pupil
        for pupil in pupils
        if not _is_below(pupil, Fraction(floor)) and (ceiling is None or _is_below(pupil, Fraction(ceiling)))
    ]
    ordered = sorted(inside, key=lambda pupil: (pupil.name.casefold(), pupil.id if pupil.name else 0))
    return Band(f"from {floor}", tuple(ordered))
