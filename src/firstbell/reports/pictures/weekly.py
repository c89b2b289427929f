"""The rate week by week, with the limits between which it usually lies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor

from firstbell.domain.control_chart import Judged, Rule, Week, control_chart
from firstbell.domain.school_time import Span, monday_of
from firstbell.domain.tallies import Tally, shown
from firstbell.reports.pictures.frame import Frame, Label, months
from firstbell.reports.pictures.picture import Picture, counted, dates


@dataclass(frozen=True)
class Chart:
    """The drawing, in percent of its width and height.

    traces, centres, limits: paths, one for each stretch. dots: weeks that are no signal. signals: places of diamonds.
    grid: heights with their percentages. feet: words under the weeks.
    """

    traces: tuple[str, ...]
    centres: tuple[str, ...]
    limits: tuple[str, ...]
    dots: str
    signals: tuple[tuple[str, str], ...]
    grid: tuple[Label, ...]
    feet: tuple[Label, ...]


def stretches(weeks: Mapping[date, Tally], terms: Sequence[Span]) -> list[list[Week]]:
    """Return the weeks of each term, first to last; a week outside every term belongs to the one before it."""
    found: list[list[Week]] = []
    last: object = ()
    for monday in sorted(weeks):
        if not weeks[monday].possible:
            continue
        week = Week(monday, weeks[monday].attended, weeks[monday].possible)
        inside = next((term for term in terms if monday_of(term.starts_on) <= monday <= term.ends_on), None)
        term = inside or last
        if not found or term != last:
            found.append([])
        found[-1].append(week)
        last = term
    return found


def weekly(parts: Sequence[Sequence[Week]], span: Span) -> Picture:
    """Return the control chart of weeks, one stretch for each term."""
    judged = control_chart(parts)
    every = [each for part in judged for each in part]
    title = _title(every)
    whole = sum(each.week.possible for each in every)
    return Picture(
        key="weeks",
        name="Week by week",
        title=title,
        alt=f"{title}. {_spoken(every)}" if every else title,
        note=f"Attendance of each week, {dates(span)}; {counted(whole, 'session')}. Each term has a mean (line) and "
        "limits (dashed) of its own, from six weeks on. Diamond: a signal. The scale may begin above 0.",
        columns=("Number", "Week of", "Attended", "Possible", "Rate", "Mean", "Lower limit", "Upper limit", "Signal"),
        rows=tuple(_row(number, each) for number, each in enumerate(every, start=1)),
        template="reports/pictures/weekly.html" if len(every) > 1 else "",
        drawing=_chart(judged) if len(every) > 1 else None,
        remarks=tuple(
            f"Week of {_day(each.week.monday)}, {_rate(each)}: {_why(each)}." for each in every if each.rules
        ),
        is_wide=True,
    )


def _title(every: Sequence[Judged]) -> str:
    if not every:
        return "No session has been counted in this time"
    last = every[-1]
    if signals := [each for each in every if each.rules]:
        words = "One week stands out" if len(signals) == 1 else "The last week to stand out"
        return f"{words}: {_day(signals[-1].week.monday)}, {_rate(signals[-1])}, {_why(signals[-1])}"
    if all(each.limits is None for each in every):
        return f"Too few weeks to say what is usual: {_rate(last)} in the last"
    usual = f", {_mean(last)} on average this term" if last.limits else ""
    return f"No week stands out: {_rate(last)} in the last{usual}"


def _spoken(every: Sequence[Judged]) -> str:
    return ", ".join(f"{_day(each.week.monday)} {_rate(each)}" for each in every)


def _why(each: Judged) -> str:
    side = "above" if each.is_above else "below"
    return " and ".join(f"{side} the limits" if rule is Rule.OUTSIDE else str(rule) for rule in each.rules)


def _rate(each: Judged) -> str:
    return shown(each.week.percent)


def _mean(each: Judged) -> str:
    return shown(each.limits.mean) if each.limits else ""


def _row(number: int, each: Judged) -> tuple[str | int, ...]:
    week, limits = each.week, each.limits
    lines = (shown(limits.mean), shown(limits.lower), shown(limits.upper)) if limits else ("", "", "")
    words = _why(each) or ("few sessions" if week.is_small_base else "")
    return (number, _day(week.monday), week.attended, week.possible, _rate(each), *lines, words)


def _day(monday: date) -> str:
    return f"{monday.day} {monday:%B}"


def _chart(judged: Sequence[Sequence[Judged]]) -> Chart:
    every = [each for part in judged for each in part]
    lows = [each.limits.lower for each in every if each.limits]
    lowest = min([each.week.percent or Fraction(0) for each in every] + lows)
    bottom = min(90, 10 * floor(lowest / 10))
    frame = Frame(len(every), Fraction(bottom), Fraction(100))
    traces, centres, limits = [], [], []
    first = 0
    for part in judged:
        spots = [f"{frame.x(first + number)} {_height(frame, each)}" for number, each in enumerate(part)]
        traces.append("M" + "L".join(spots))
        if lines := part[0].limits:
            across = f"H{frame.x(first + len(part) - 0.5)}"
            begin = frame.x(first - 0.5)
            centres.append(f"M{begin} {frame.y(lines.mean)}{across}")
            limits += [f"M{begin} {frame.y(level)}{across}" for level in (lines.lower, lines.upper)]
        first += len(part)
    spots = [(frame.x(number), _height(frame, each)) for number, each in enumerate(every)]
    return Chart(
        traces=tuple(traces),
        centres=tuple(centres),
        limits=tuple(limits),
        dots="".join(f"M{x} {y}h.01" for (x, y), each in zip(spots, every, strict=True) if not each.rules),
        signals=tuple(spot for spot, each in zip(spots, every, strict=True) if each.rules),
        grid=frame.grid(bottom, Fraction(bottom + 100, 2), 100, unit="%"),
        feet=frame.feet(months([each.week.monday for each in every])),
    )


def _height(frame: Frame, each: Judged) -> str:
    return frame.y(each.week.percent or 0)
