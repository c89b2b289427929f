"""What is compared: each comparison sets some of a pupil's days apart from the others."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from firstbell.domain.patterns.chance import chance_in_cell, chance_of_signs
from firstbell.domain.patterns.context import Sibling
from firstbell.domain.patterns.days import (
    FEW_DAYS,
    LEAST_DIFFERENCE,
    LEAST_FOUND,
    Day,
    Known,
    Track,
    days_of,
    have_one_shape,
    late,
    missed,
    missed_at,
)
from firstbell.domain.patterns.values import Count, Pattern, PatternKind
from firstbell.domain.patterns.wording import PARTS, late_sentence, missed_sentence, on_weekday
from firstbell.domain.school_time import ONE_DAY, SchoolCalendar, Session, monday_of

BESIDE_A_HOLIDAY = 3
"""School days on each side of a holiday or half-term that count as beside it."""
HOLIDAY_DAYS = 7
"""Days without school, weekends counted, that make a holiday: a week of half-term has nine."""
DAYS_APART = 3
"""Days on which one session was missed and the other not, before it is looked at apart."""
ALIKE = Fraction(4, 5)


@dataclass(frozen=True)
class Comparison:
    """One thing looked for. chance: before any correction; 1, and no pattern, where too little was found to say it."""

    chance: Fraction = Fraction(1)
    pattern: Pattern | None = None


NOTHING_FOUND = Comparison()
Words = Callable[[Count, tuple[Day, ...], Count], str]


def is_large(here: Count, elsewhere: Count) -> bool:
    """Whether a difference is worth a sentence, however seldom it came by chance."""
    return here.found >= LEAST_FOUND and here.share - elsewhere.share >= LEAST_DIFFERENCE


def compare(track: Track, cell: Collection[date], kind: PatternKind, key: str, words: Words) -> Iterator[Comparison]:
    """Yield the comparison of a cell with the other days; nothing where either side is small."""
    here, elsewhere = track.parted(cell)
    if min(here.of, elsewhere.of) < FEW_DAYS or sum(track.fell) < LEAST_FOUND:
        return
    if not is_large(here, elsewhere):
        yield NOTHING_FOUND
        return
    found = tuple(day for day in track.happened if day.on in cell)
    chance = chance_in_cell(track.fell, track.inside(cell))
    sentence = words(here, found, elsewhere)
    dates, in_part = tuple(day.on for day in found), any(len(day.missed) < len(day.sessions) for day in found)
    yield Comparison(chance, Pattern(kind, key, sentence, here, elsewhere, chance, dates, in_part))


def parts(days: tuple[Day, ...]) -> Iterator[tuple[str, Track]]:
    """Yield whole days; mornings, or afternoons, too where they alone were missed often enough to be looked at apart.

    How often is no matter of which days they were, so that looking or not looking favours no day.
    """
    whole = have_one_shape(days)
    if whole:
        yield "day", missed(days)
    for session in Session:
        if not whole or len(_alone(days, session)) >= DAYS_APART:
            yield session.value, missed_at(days, session)


def weekdays_and_weekends(known: Known, calendar: SchoolCalendar) -> Iterator[Comparison]:
    """Compare each weekday, and the days around weekends, for whole days, mornings and afternoons."""
    for part, track in parts(known.lately):
        others = f"of other {PARTS[part]}"
        days = {day.on for day in track.days}
        weekdays = {number: frozenset(day for day in days if day.weekday() == number) for number in range(7)}
        for number, cell in weekdays.items():
            words = _missed(known, on_weekday(number, part), others)
            yield from compare(track, cell, PatternKind.WEEKDAY, f"weekday:{number}:{part}", words)
        for place, cell in beside_weekends(days, calendar):
            if not any(_alike(cell, weekday) for weekday in weekdays.values()):
                words = _missed(known, f"{PARTS[part]} {place} a weekend", others)
                yield from compare(track, cell, PatternKind.WEEKEND, f"weekend:{place}:{part}", words)


def beside_weekends(days: Collection[date], calendar: SchoolCalendar) -> list[tuple[str, frozenset[date]]]:
    """Return the days before a weekend, after one, and both: the last and the first school day of each week."""
    first, last = set(), set()
    for monday in {monday_of(day) for day in days}:
        week = [day for number in range(7) if calendar.is_school_day(day := monday + number * ONE_DAY)]
        if week:
            first.add(week[0])
            last.add(week[-1])
    before, after = frozenset(last & set(days)), frozenset(first & set(days))
    return [("before", before), ("after", after), ("beside", before | after)]


def holidays(known: Known, calendar: SchoolCalendar) -> Iterator[Comparison]:
    """Compare the days around holidays and half-terms, over the whole time read."""
    track = missed(known.ever)
    days = [day.on for day in known.ever]
    before, after = beside_holidays(days, calendar)
    for place, cell in (("before", before), ("after", after), ("before or after", before | after)):
        words = _missed(known, f"days just {place} a holiday", "of other days")
        key = f"holiday:{place.replace(' ', '-')}"
        yield from compare(track, cell, PatternKind.HOLIDAY, key, words)


def beside_holidays(days: Collection[date], calendar: SchoolCalendar) -> tuple[frozenset[date], frozenset[date]]:
    """Return which days are among the last school days before a holiday, and which among the first after one."""
    open_days = sorted({day for term in calendar.terms for day in term.days() if calendar.is_school_day(day)})
    before, after = set(), set()
    for number, (one, following) in enumerate(zip(open_days, open_days[1:], strict=False), start=1):
        if (following - one).days > HOLIDAY_DAYS:
            before |= set(open_days[max(0, number - BESIDE_A_HOLIDAY) : number])
            after |= set(open_days[number : number + BESIDE_A_HOLIDAY])
    return frozenset(before & set(days)), frozenset(after & set(days))


def half_days(known: Known) -> Iterator[Comparison]:
    """Compare mornings with afternoons, on days that have both."""
    both = tuple(day for day in known.lately if len(day.sessions) == len(Session))
    apart = _alone(both, Session.AM) | _alone(both, Session.PM)
    if len(both) < FEW_DAYS or len(apart) < DAYS_APART:
        return
    for session in Session:
        track, other = missed_at(both, session), missed_at(both, _other(session))
        here, elsewhere = Count(sum(track.fell), len(both)), Count(sum(other.fell), len(both))
        if not is_large(here, elsewhere):
            yield NOTHING_FOUND
            continue
        chance = chance_of_signs(_nets(both, apart, session))
        others = f"of the {PARTS[_other(session)]} of the same days"
        sentence = missed_sentence(here, PARTS[session], track.happened, elsewhere, others, known.context)
        dates = tuple(day.on for day in track.happened)
        key = f"half-day:{session}"
        yield Comparison(chance, Pattern(PatternKind.HALF_DAY, key, sentence, here, elsewhere, chance, dates))


def _nets(both: tuple[Day, ...], apart: frozenset[date], session: Session) -> list[int]:
    """Return by how much one session was missed oftener than the other: once for days in a row within one week."""
    nets: list[int] = []
    earlier: date | None = None
    for day in both:
        if day.on in apart:
            net = 1 if day.missed[0].session is session else -1
            if earlier and monday_of(earlier) == monday_of(day.on):
                nets[-1] += net
            else:
                nets.append(net)
        earlier = day.on if day.on in apart else None
    return nets


def siblings(known: Known) -> Iterator[Comparison]:
    """Compare the days that a sibling missed, on days when both were expected."""
    for sibling in known.context.siblings:
        theirs = {day.on: day for day in days_of(sibling.sessions)}
        track = missed(day for day in known.lately if day.on in theirs)
        cell = frozenset(on for on, day in theirs.items() if day.missed)
        words = _missed(known, _their_days(sibling), f"of the days when {sibling.name} came")
        yield from compare(track, cell, PatternKind.SIBLING, f"sibling:{sibling.key}", words)


def travel(known: Known) -> Iterator[Comparison]:
    """Compare the days of each travel arrangement, for what was missed and for coming late."""
    ways = sorted({known.context.travel[day.on] for day in known.lately if day.on in known.context.travel})
    for way in ways if len(ways) > 1 else ():
        cell = frozenset(day.on for day in known.lately if known.context.travel.get(day.on) == way)
        what = f"days when due to come {way}"
        words = _missed(known, what, "of other days")
        yield from compare(missed(known.lately), cell, PatternKind.TRAVEL, f"travel:{way}", words)
        kind, key = PatternKind.TRAVEL_LATENESS, f"travel-lateness:{way}"
        yield from compare(late(known.lately), cell, kind, key, _late(what))


def late_weekdays(known: Known) -> Iterator[Comparison]:
    """Compare each weekday for coming late, on days when the pupil came."""
    track = late(known.lately)
    for number in range(7):
        cell = frozenset(day.on for day in track.days if day.on.weekday() == number)
        kind, key = PatternKind.WEEKDAY_LATENESS, f"weekday-lateness:{number}"
        yield from compare(track, cell, kind, key, _late(on_weekday(number, "day")))


def _missed(known: Known, what: str, others: str) -> Words:
    def words(here: Count, found: tuple[Day, ...], elsewhere: Count) -> str:
        return missed_sentence(here, what, found, elsewhere, others, known.context)

    return words


def _late(what: str) -> Words:
    def words(here: Count, found: tuple[Day, ...], elsewhere: Count) -> str:
        return late_sentence(here, what, found, elsewhere, "on other days")

    return words


def _their_days(sibling: Sibling) -> str:
    how = f" ({sibling.how})" if sibling.how else ""
    return f"days that {sibling.name}{how} missed too"


def _alone(days: Collection[Day], session: Session) -> frozenset[date]:
    """Return the days on which this session was missed and the other not."""
    return frozenset(
        day.on
        for day in days
        if len(day.sessions) == len(Session) and [each.session for each in day.missed] == [session]
    )


def _other(session: Session) -> Session:
    return Session.PM if session is Session.AM else Session.AM


def _alike(one: frozenset[date], other: frozenset[date]) -> bool:
    return len(one & other) >= ALIKE * len(one | other)
