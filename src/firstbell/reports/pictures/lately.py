"""The last six school weeks of a pupil, each with its sum."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from firstbell.domain.marked_sessions import MarkedSession
from firstbell.domain.school_time import monday_of
from firstbell.domain.tallies import Tally, shown
from firstbell.reports.pictures.distance import Lines
from firstbell.reports.pictures.frame import Frame, Label
from firstbell.reports.pictures.picture import Picture, counted
from firstbell.reports.pictures.six_weeks import WEEKS


@dataclass(frozen=True)
class Line:
    """The drawing. trace: a path; end: the last dot; target: the policy's, dashed."""

    trace: str
    end: Label
    target: Label
    grid: tuple[Label, ...]
    feet: tuple[Label, ...]


def lately(sessions: Sequence[MarkedSession], lines: Lines) -> Picture:
    """Return the weeks. sessions: those that count, first to last."""
    weeks = _weeks(sessions)
    rates = [(monday, tally.percent) for monday, tally in weeks if tally.percent is not None]
    title = _title(weeks)
    whole = sum(tally.possible for _, tally in weeks)
    return Picture(
        key="six-weeks",
        name="Six weeks",
        title=title,
        alt=f"{title}. " + ", ".join(f"{_day(monday)} {shown(rate)}" for monday, rate in rates),
        note=f"Attendance of the last {counted(len(weeks), 'school week')} with sessions; {counted(whole, 'session')}. "
        "The scale is 0 to 100 % for everybody.",
        columns=("Week of", "Attended", "Possible", "Rate"),
        rows=tuple((_day(monday), tally.attended, tally.possible, shown(tally.percent)) for monday, tally in weeks),
        template="reports/pictures/lately.html" if len(rates) > 1 else "",
        drawing=_drawn(rates, lines) if len(rates) > 1 else None,
    )


def _weeks(sessions: Sequence[MarkedSession]) -> list[tuple[date, Tally]]:
    found: dict[date, list[MarkedSession]] = {}
    for each in sessions:
        if each.is_possible:
            found.setdefault(monday_of(each.on), []).append(each)
    return [(monday, Tally.of(each.code for each in found[monday])) for monday in sorted(found)[-WEEKS:]]


def _title(weeks: Sequence[tuple[date, Tally]]) -> str:
    if not weeks:
        return "No week with a session yet"
    (_, first), (_, last) = weeks[0], weeks[-1]
    if len(weeks) == 1:
        return f"One week so far: {last.attended} of {last.possible}"
    now = f"{shown(last.percent)} in the last week, {last.attended} of {last.possible}"
    return f"{now}; {shown(first.percent)} in the first shown"


def _day(monday: date) -> str:
    return f"{monday.day} {monday:%B}"


def _drawn(rates: Sequence[tuple[date, Fraction]], lines: Lines) -> Line:
    frame = Frame(len(rates), Fraction(0), Fraction(100))
    spots = [(frame.x(number), frame.y(rate)) for number, (_, rate) in enumerate(rates)]
    return Line(
        trace="M" + "L".join(f"{x} {y}" for x, y in spots),
        end=Label(*spots[-1], shown(rates[-1][1], 0)),
        target=Label("0", frame.y(lines.target), lines.words(lines.target)),
        grid=frame.grid(0, 100, unit="%"),
        feet=frame.feet([f"{monday.day} {monday:%b}" for monday, _ in rates]),
    )
