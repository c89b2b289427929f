"""What a referring school or council is sent of its own pupils: the week, or a longer time (SS-11)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q

from firstbell.domain.contact import Outcome
from firstbell.domain.school_time import Span
from firstbell.domain.tallies import shown
from firstbell.followup.models import ContactAttempt
from firstbell.people.models import Pupil
from firstbell.placements.models import Commissioner, Placement
from firstbell.reports.documents.document import Cell, Document, Figure, Section, Table, in_words
from firstbell.reports.documents.sessions import (
    HALVES,
    Measured,
    PlacedSession,
    change_in_words,
    measured,
    minutes_in_words,
    missed_words,
    placed_sessions,
)

COUNTS = ("Possible", "Attended", "Rate", "Authorised", "Unauthorised", "Late", "Minutes late")
KIND = "attendance-report"


@dataclass(frozen=True)
class Contacts:
    """How often somebody tried to reach home, and reached them."""

    tried: int = 0
    reached: int = 0


def commissioner_report(commissioner: Commissioner, span: Span, *, before: Span | None = None) -> Document:
    """Return the report of a commissioner's pupils: those it placed, and those on its roll. Three statements.

    Only sessions under those placements are in it. before: what it is compared with; the same days a week or more
    earlier where it is not given.
    """
    before = before or span_before(span)
    placements = {each.pk: each for each in placements_of(commissioner, span)}
    sessions = placed_sessions(placements, Span(min(before.starts_on, span.starts_on), span.ends_on))
    now = [each for each in sessions if span.covers(each.session.on)]
    earlier = [each for each in sessions if before.covers(each.session.on)]
    pupils = sorted({each.pupil for each in placements.values()}, key=lambda pupil: pupil.name.casefold())
    contacts = contacts_of(pupils, span)
    whole, last = _measured(now), _measured(earlier)
    data = _by_pupil(pupils, now, earlier, contacts)
    return Document(
        kind=KIND,
        title="Weekly attendance report" if is_week(span) else "Attendance report",
        provision=commissioner.provision.name,
        whom=commissioner.name,
        span=span,
        summary=_summary(whole, last, len(pupils), before),
        figures=_figures(whole, contacts),
        sections=(
            Section("By weekday", table=_by_weekday(now)),
            Section("By pupil", table=data, note=_note(before)),
            _missed(pupils, now),
        ),
        data=data,
        pupil_ids=tuple(pupil.pk for pupil in pupils),
        is_empty=not now,
    )


def is_week(span: Span) -> bool:
    return (span.ends_on - span.starts_on).days < 7


def span_before(span: Span) -> Span:
    """Return as many days on the same weekdays, as many whole weeks earlier as it takes."""
    weeks = timedelta(weeks=(span.ends_on - span.starts_on).days // 7 + 1)
    return Span(span.starts_on - weeks, span.ends_on - weeks)


def placements_of(commissioner: Commissioner, span: Span) -> list[Placement]:
    """Return the placements that a commissioner arranged, or whose pupil is on its roll, in force within a span."""
    theirs = Q(commissioner=commissioner) | Q(main_school=commissioner)
    found = Placement.objects.filter(
        theirs, Q(ends_on=None) | Q(ends_on__gte=span.starts_on), starts_on__lte=span.ends_on, archived_at=None
    )
    return list(found.select_related("pupil"))


def contacts_of(pupils: Sequence[Pupil], span: Span) -> dict[int, Contacts]:
    """Return how often home was tried about each pupil's absence in a span. One statement."""
    rows = ContactAttempt.objects.filter(
        pupil__in=pupils, on__gte=span.starts_on, on__lte=span.ends_on, commissioner=None
    ).values_list("pupil_id", "outcome")
    tried, reached = Counter[int](), Counter[int]()
    for pupil_id, outcome in rows:
        tried[pupil_id] += 1
        reached[pupil_id] += Outcome(outcome).reached
    return {pupil_id: Contacts(tried[pupil_id], reached[pupil_id]) for pupil_id in tried}


def _measured(sessions: Iterable[PlacedSession]) -> Measured:
    return measured(each.session for each in sessions)


def counts_row(found: Measured) -> tuple[Cell, ...]:
    tally = found.tally
    return (
        *(tally.possible, tally.attended, tally.percent, tally.authorised, tally.unauthorised),
        *(tally.late, found.minutes_late),
    )


def _summary(whole: Measured, last: Measured, pupils: int, before: Span) -> str:
    if not whole.tally.possible:
        return "No session was possible in this time."
    who = "one pupil" if pupils == 1 else f"{pupils} pupils"
    said = f"Attendance was {shown(whole.tally.percent)}: {whole.of} of {who}"
    change = change_in_words(whole.tally, last.tally, f"in {in_words(before)}")
    said += f", {change}" if change else ""
    late = whole.tally.late
    return f"{said}. {_times(late)} late, {minutes_in_words(whole.minutes_late)} in all." if late else f"{said}."


def _times(count: int) -> str:
    return "One arrival was" if count == 1 else f"{count} arrivals were"


def _figures(whole: Measured, contacts: dict[int, Contacts]) -> tuple[Figure, ...]:
    tried = sum(each.tried for each in contacts.values())
    reached = sum(each.reached for each in contacts.values())
    tally = whole.tally
    return (
        Figure("Attendance", shown(tally.percent), whole.of),
        Figure("Late", str(tally.late), minutes_in_words(whole.minutes_late)),
        Figure("Unauthorised absence", str(tally.unauthorised), f"{tally.missed} missed in all"),
        Figure("Calls and texts home", str(tried), f"{reached} reached somebody"),
    )


def _by_weekday(now: Sequence[PlacedSession]) -> Table:
    days: dict[int, list[PlacedSession]] = defaultdict(list)
    for each in now:
        days[each.session.on.weekday()].append(each)
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    rows = [(names[day], *counts_row(_measured(days[day]))) for day in range(7) if day < 5 or days[day]]
    rows.append(("All days", *counts_row(_measured(now))))
    return Table("By weekday", ("Day", *COUNTS), tuple(rows), is_summed=True)


def _by_pupil(
    pupils: Sequence[Pupil],
    now: Sequence[PlacedSession],
    earlier: Sequence[PlacedSession],
    contacts: dict[int, Contacts],
) -> Table:
    of_now, of_earlier = _of_pupils(now), _of_pupils(earlier)
    rows = tuple(
        (
            pupil.name,
            *counts_row(of_now[pupil.pk]),
            of_earlier[pupil.pk].tally.percent,
            contacts.get(pupil.pk, Contacts()).tried,
        )
        for pupil in pupils
    )
    return Table("By pupil", ("Pupil", *COUNTS, "Before", "Calls"), rows)


def _of_pupils(sessions: Iterable[PlacedSession]) -> dict[int, Measured]:
    found: dict[int, list[PlacedSession]] = defaultdict(list)
    for each in sessions:
        found[each.pupil_id].append(each)
    return defaultdict(Measured, {pupil_id: _measured(theirs) for pupil_id, theirs in found.items()})


def _note(before: Span) -> str:
    return (
        f"Before: attendance in {in_words(before)}. Sessions here only; your own register may say more. "
        "Calls: calls and texts home about an absence."
    )


def _missed(pupils: Sequence[Pupil], now: Sequence[PlacedSession]) -> Section:
    names = {pupil.pk: pupil.name for pupil in pupils}
    rows = tuple(
        (
            each.session.on,
            HALVES[each.session.session],
            names[each.pupil_id],
            each.session.code.code,
            missed_words(each.session),
            each.session.minutes_late,
        )
        for each in now
        if each.session.is_missed or each.session.is_late
    )
    if not rows:
        return Section("Sessions missed or late", words=("None.",))
    columns = ("Day", "Session", "Pupil", "Our mark", "What it means", "Minutes late")
    return Section("Sessions missed or late", table=Table("Missed or late", columns, rows, wide=(2,)))
