"""What is compared along time: runs, missing again soon after a return, and lateness that grows."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from firstbell.domain.patterns.chance import (
    chance_of_growth,
    chance_of_short_gaps,
    chance_of_so_few_runs,
    expected_runs,
    expected_short_gaps,
    run_lengths,
)
from firstbell.domain.patterns.comparing import NOTHING_FOUND, Comparison, is_large
from firstbell.domain.patterns.days import FEW_DAYS, LEAST_DIFFERENCE, Day, Known, Track, late, missed
from firstbell.domain.patterns.values import Count, Pattern, PatternKind
from firstbell.domain.patterns.wording import closes, listed, nearest, reasons
from firstbell.domain.school_time import long_date, monday_of

SOON = 3
"""School days after a return within which missing again is soon."""
LONG_RUNS = 3
"""So many runs of two days or more: one illness makes no pattern."""
LEAST_DAYS_IN_RUNS = 6
LEAST_WEEKS = 6
LEAST_DAYS_LATE = 6
LEAST_MINUTES_MORE = 3


def runs(known: Known) -> Iterator[Comparison]:
    """Compare the runs of days missed with those that as many days make, laid singly."""
    track = missed(known.lately)
    lengths = run_lengths(track.fell)
    away, days = sum(lengths), len(track.days)
    if away < LEAST_DAYS_IN_RUNS or days - away < FEW_DAYS:
        return
    expected = expected_runs(days, away)
    are_long = sum(length > 1 for length in lengths) >= LONG_RUNS
    if not are_long or expected - len(lengths) < LEAST_DIFFERENCE * away:
        yield NOTHING_FOUND
        return
    chance = chance_of_so_few_runs(days, away, len(lengths))
    here, elsewhere = Count(len(lengths), away), Count(nearest(expected), away)
    sizes = listed([str(length) for length in sorted(lengths, reverse=True)])
    sentence = (
        f"Missed {away} of {days} days, whole or in part, in {here.found} runs of {sizes} days "
        f"({reasons(track.happened, known.context)}); scattered by chance it would be about {elsewhere.found} runs."
    )
    dates = tuple(day.on for day in track.happened)
    yield Comparison(chance, Pattern(PatternKind.RUNS, "runs", sentence, here, elsewhere, chance, dates))


def relapse(known: Known) -> Iterator[Comparison]:
    """Compare how soon after a return the pupil missed again with runs of the same number laid anew."""
    track = missed(known.lately)
    number, present = len(run_lengths(track.fell)), len(track.days) - sum(track.fell)
    returns = number - 1
    if returns < FEW_DAYS:
        return
    again = _missed_again_soon(track)
    expected = expected_short_gaps(present, number, SOON)
    here, elsewhere = Count(len(again), returns), Count(nearest(expected), returns)
    if not is_large(here, elsewhere):
        yield NOTHING_FOUND
        return
    chance = chance_of_short_gaps(present, number, len(again), SOON)
    sentence = (
        f"After {here.found} of {returns} returns from an absence, missed again within {SOON} school days "
        f"({reasons(again, known.context)}); by chance it would be about {elsewhere.found}."
    )
    dates = tuple(day.on for day in again)
    yield Comparison(chance, Pattern(PatternKind.RELAPSE, "relapse", sentence, here, elsewhere, chance, dates))


def _missed_again_soon(track: Track) -> tuple[Day, ...]:
    found, gap = [], None
    for day, fell in zip(track.days, track.fell, strict=True):
        if fell:
            if gap is not None and 1 <= gap <= SOON:
                found.append(day)
            gap = 0
        elif gap is not None:
            gap += 1
    return tuple(found)


def lateness_drift(known: Known) -> Iterator[Comparison]:
    """Compare the weeks in their order with other orders, by the minutes late for each day the pupil came."""
    days = tuple(day for day in late(known.lately).days if all(each.minutes_late is not None for each in day.late))
    weeks: dict[date, list[Day]] = {}
    for day in days:
        weeks.setdefault(monday_of(day.on), []).append(day)
    if len(weeks) < LEAST_WEEKS or sum(bool(day.late) for day in days) < LEAST_DAYS_LATE:
        return
    half = sorted(weeks)[(len(weeks) + 1) // 2]
    first, second = tuple(day for day in days if day.on < half), tuple(day for day in days if day.on >= half)
    before, since = _mean(first), _mean(second)
    if since - before < LEAST_MINUTES_MORE:
        yield NOTHING_FOUND
        return
    chance = chance_of_growth([_mean(tuple(weeks[week])) for week in sorted(weeks)])
    was, now = _late_on(first), _late_on(second)
    here, elsewhere = Count(len(now), len(second)), Count(len(was), len(first))
    sentence = (
        f"Comes later and later: {_minutes(before)} late a day on average until {long_date(first[-1].on)} "
        f"(late on {elsewhere.found} of {elsewhere.of} days), {_minutes(since)} since "
        f"(late on {here.found} of {here.of} days: {closes(now)})."
    )
    dates = tuple(day.on for day in now)
    pattern = Pattern(PatternKind.LATENESS_DRIFT, "lateness-drift", sentence, here, elsewhere, chance, dates)
    yield Comparison(chance, pattern)


def _late_on(days: tuple[Day, ...]) -> tuple[Day, ...]:
    return tuple(day for day in days if day.late)


def _mean(days: tuple[Day, ...]) -> Fraction:
    return Fraction(sum(each.minutes_late or 0 for day in days for each in day.late), len(days))


def _minutes(mean: Fraction) -> str:
    number = nearest(mean)
    return "1 minute" if number == 1 else f"{number} minutes"
