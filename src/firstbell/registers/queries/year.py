"""The year's register of a pupil and of a group: the field's herringbone, morning over afternoon, in letters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.db.models import QuerySet

from firstbell.domain.codes import Code, CodeSet
from firstbell.domain.school_time import Session, Span, academic_year, monday_of
from firstbell.domain.tallies import Tally, shown
from firstbell.people.models import Pupil
from firstbell.provisions import queries as provisions
from firstbell.provisions.models import Group
from firstbell.registers.codesets import codes_of
from firstbell.registers.models import Mark, RegisterLine
from firstbell.ui.cells import cell_of

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
CHANGES = (Mark.Kind.AMENDMENT, Mark.Kind.SETTLEMENT)


@dataclass(frozen=True)
class Square:
    """One session. tone and letter as in a register's cell; blank: expected and nobody marked it."""

    letter: str
    tone: str
    word: str
    amended: bool = False


NOT_DUE = Square("", "no", "not expected")
BLANK = Square("", "soon", "not marked")


@dataclass(frozen=True)
class Stripe:
    """One row: a weekday's mornings, or a pupil's afternoons. words: for the row's head."""

    words: str
    session: str
    squares: tuple[Square, ...]

    @property
    def is_morning(self) -> bool:
        return self.session == Session.AM


@dataclass(frozen=True)
class Leaf:
    """One table: a half-term of a pupil, a month of a group. heads: the weeks or days across; summary: with the sum."""

    title: str
    heads: tuple[str, ...]
    stripes: tuple[Stripe, ...]
    summary: str


@dataclass(frozen=True)
class Amended:
    """A mark that replaced another: both letters, who, when and why (R-030)."""

    on: date
    session: str
    pupil: str
    was: str
    now: str
    by: str
    role: str
    at: datetime
    reason: str


@dataclass(frozen=True)
class YearRegister:
    """A year of registers on paper. whole: possible, attended, authorised, unauthorised, not counted, in words."""

    title: str
    span: Span
    leaves: tuple[Leaf, ...]
    amended: tuple[Amended, ...]
    whole: str
    key: tuple[tuple[str, str], ...]
    pupil_ids: tuple[int, ...]


def pupil_year(pupil: Pupil, day: date) -> YearRegister:
    """Return the register of a pupil for the academic year of a day, a table for each half-term. Three statements."""
    span = academic_year(day)
    sessions, codes = _sessions(RegisterLine.objects.filter(pupil=pupil), pupil.provision_id, span)
    mine = sessions.get(pupil.pk, {})
    half_terms = [term for term in provisions.calendar(pupil.provision_id).terms if span.covers(term.starts_on)]
    leaves = [_half_term(term, mine, codes) for term in half_terms or [span]]
    return YearRegister(
        title=pupil.name,
        span=span,
        leaves=tuple(leaf for leaf in leaves if any(s != NOT_DUE for stripe in leaf.stripes for s in stripe.squares)),
        amended=_amended(Mark.objects.filter(line__pupil=pupil), span),
        whole=_sum(codes.values()),
        key=_key(codes.values()),
        pupil_ids=(pupil.pk,),
    )


def group_year(group: Group, day: date, month: date | None = None) -> YearRegister:
    """Return the registers of a group for the academic year of a day, or for one month: a table for each month."""
    span = academic_year(day)
    if month is not None:
        span = Span(
            month.replace(day=1), (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        )
    provision_id = group.site.provision_id
    sessions, codes = _sessions(RegisterLine.objects.filter(register__group=group), provision_id, span)
    pupils = sorted(Pupil.objects.filter(pk__in=sessions), key=lambda pupil: (pupil.name, pupil.pk))
    days = sorted({on for squares in sessions.values() for on, _ in squares})
    months = sorted({on.replace(day=1) for on in days})
    leaves = [
        _month(first, [on for on in days if on.replace(day=1) == first], pupils, sessions, codes) for first in months
    ]
    return YearRegister(
        title=group.name,
        span=span,
        leaves=tuple(leaves),
        amended=_amended(Mark.objects.filter(line__register__group=group), span),
        whole=_sum(codes.values()),
        key=_key(codes.values()),
        pupil_ids=tuple(pupil.pk for pupil in pupils),
    )


Sessions = dict[int, dict[tuple[date, str], Square]]
Codes = dict[tuple[int, date, str], Code]


def _sessions(lines: QuerySet[RegisterLine], provision_id: int, span: Span) -> tuple[Sessions, Codes]:
    """Return the squares of each pupil by date and session, and the codes of those that count."""

    @cache
    def codes_on(code_set: str, on: date) -> CodeSet:
        return codes_of(code_set, provision_id, on)

    rows = lines.filter(register__on__gte=span.starts_on, register__on__lte=span.ends_on, dropped_at=None).values_list(
        *("pupil_id", "register__on", "register__session", "register__code_set", "expected"),
        *("current_mark__code_key", "current_mark__kind"),
    )
    sessions: Sessions = defaultdict(dict)
    counted: Codes = {}
    for pupil_id, on, session, code_set, expected, key, kind in rows:
        if not key:
            sessions[pupil_id][on, session] = BLANK
            continue
        code = codes_on(code_set, on).get(key)
        cell = cell_of(code)
        sessions[pupil_id][on, session] = Square(cell.letter, cell.tone, cell.word, kind in CHANGES)
        if expected:
            counted[pupil_id, on, session] = code
    return sessions, counted


def _half_term(term: Span, squares: dict[tuple[date, str], Square], codes: Codes) -> Leaf:
    weeks = [monday_of(term.starts_on) + timedelta(weeks=n) for n in range(60)]
    weeks = [monday for monday in weeks if monday <= term.ends_on]
    weekdays = [n for n in range(7) if n < 5 or any(on.weekday() == n for on, _ in squares)]
    stripes = [
        Stripe(
            words=DAYS[weekday],
            session=session,
            squares=tuple(squares.get((monday + timedelta(days=weekday), session), NOT_DUE) for monday in weeks),
        )
        for weekday in weekdays
        for session in Session
    ]
    heads = tuple(f"{monday.day} {monday:%b}" for monday in weeks)
    title = f"{_short(term.starts_on)} to {_short(term.ends_on)}"
    return Leaf(title, heads, tuple(stripes), _sum(code for (_, on, _), code in codes.items() if term.covers(on)))


def _month(first: date, days: list[date], pupils: Iterable[Pupil], sessions: Sessions, codes: Codes) -> Leaf:
    stripes = [
        Stripe(pupil.name, session, tuple(sessions[pupil.pk].get((on, session), NOT_DUE) for on in days))
        for pupil in pupils
        if any((on, session) in sessions[pupil.pk] for on in days for session in Session)
        for session in Session
    ]
    heads = tuple(f"{DAYS[on.weekday()][:1]} {on.day}" for on in days)
    summary = _sum(code for (_, on, _), code in codes.items() if on in days)
    return Leaf(f"{first:%B %Y}", heads, tuple(stripes), summary)


def _short(day: date) -> str:
    return f"{day.day} {day:%B}"


def _sum(codes: Iterable[Code]) -> str:
    tally = Tally.of(codes)
    return (
        f"{tally.possible} possible: {tally.attended} attended, {tally.authorised} authorised, "
        f"{tally.unauthorised} unauthorised; {tally.not_counted} not counted. {shown(tally.percent)} attended"
        + (f", {tally.late} late." if tally.late else ".")
    )


def _key(codes: Iterable[Code]) -> tuple[tuple[str, str], ...]:
    """The letters that occur, with what each means."""
    return tuple(sorted({(code.code, code.description) for code in codes}))


def _amended(marks: QuerySet[Mark], span: Span) -> tuple[Amended, ...]:
    rows = (
        marks.filter(kind__in=CHANGES, line__register__on__gte=span.starts_on, line__register__on__lte=span.ends_on)
        .select_related("line__register", "line__pupil", "replaces")
        .order_by("line__register__on", "line__register__session", "pk")
    )
    return tuple(_change(mark) for mark in rows)


def _change(mark: Any) -> Amended:
    return Amended(
        on=mark.line.register.on,
        session=mark.line.register.session,
        pupil=mark.line.pupil.name,
        was=mark.replaces.code_key.partition("#")[0] if mark.replaces else "",
        now=mark.code_key.partition("#")[0],
        by=mark.recorded_by,
        role=mark.recorded_by_role.replace("_", " "),
        at=mark.recorded_at,
        reason=mark.reason,
    )
