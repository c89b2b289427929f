"""What a pattern says: who missed how many of what, and what is known of the reasons."""

from collections.abc import Collection, Sequence
from fractions import Fraction

from firstbell.domain.codes import Category
from firstbell.domain.marked_sessions import MarkedSession
from firstbell.domain.patterns.context import Context
from firstbell.domain.patterns.days import Day
from firstbell.domain.patterns.values import Count

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PARTS = {"day": "days", "AM": "mornings", "PM": "afternoons"}


def on_weekday(weekday: int, part: str) -> str:
    """Return a weekday's days in words: Mondays, Monday mornings."""
    return f"{WEEKDAYS[weekday]}s" if part == "day" else f"{WEEKDAYS[weekday]} {PARTS[part]}"


def missed_sentence(here: Count, what: str, found: Sequence[Day], elsewhere: Count, others: str, known: Context) -> str:
    """Return the sentence of days missed: "Missed 7 of 10 Mondays (all unauthorised); of other days 4 of 44."."""
    part = "all or part of " if any(len(day.missed) < len(day.sessions) for day in found) else ""
    return (
        f"Missed {part}{here.found} of {here.of} {what} ({reasons(found, known)}); "
        f"{others} {elsewhere.found} of {elsewhere.of}."
    )


def late_sentence(here: Count, what: str, found: Sequence[Day], elsewhere: Count, others: str) -> str:
    """Return the sentence of days late: before the close and after it are told apart."""
    return (
        f"Late on {here.found} of {here.of} {what} ({closes(found)}); {others} {elsewhere.found} of {elsewhere.of}. "
        "Only days on which the pupil came are counted."
    )


def reasons(found: Sequence[Day], known: Context) -> str:
    """Return how many of the days missed were authorised, by day: the worst of its sessions counts."""
    marks = [each for day in found for each in day.missed]
    kinds = [_kind(day.missed) for day in found]
    counts = [(name, kinds.count(name)) for name in ("authorised", "unauthorised", "still without a reason")]
    held = [(name, count) for name, count in counts if count]
    if len(held) == 1:
        name = held[0][0]
        words = f"all {name}" if len(found) > 1 else name
        descriptions = {each.code.description for each in marks}
        if name == "authorised" and len(descriptions) == 1:
            words += f": {_lowered(descriptions.pop())}"
    else:
        words = ", ".join(f"{count} {name}" for name, count in held)
    told = sum(any((each.on, each.session) in known.told for each in day.missed) for day in found)
    return f"{words}; home told us of {told}" if told else words


def closes(found: Sequence[Day]) -> str:
    """Return how many of the days late were before the register closed, and how many after."""
    after = sum(any(each.code.is_absence for each in day.late) for day in found)
    before = len(found) - after
    if not after:
        return "all before the register closed"
    if not before:
        return "all after the register closed"
    return f"{before} before the register closed, {after} after"


def listed(words: Collection[str]) -> str:
    """Return words as a list: 5, 4 and 2."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def nearest(number: Fraction) -> int:
    """Return the nearest whole number, halves up."""
    return int(number + Fraction(1, 2))


def _kind(missed: Sequence[MarkedSession]) -> str:
    unauthorised = [each for each in missed if each.code.category is Category.UNAUTHORISED_ABSENCE]
    if not unauthorised:
        return "authorised"
    return "still without a reason" if all(each.code.awaits_reason for each in unauthorised) else "unauthorised"


def _lowered(words: str) -> str:
    return words[:1].lower() + words[1:]
