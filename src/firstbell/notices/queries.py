"""Notices as the register, the pupil's page and the list show them."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from firstbell.domain.codes import Code, CodeSet
from firstbell.domain.school_time import london_day, london_time, long_date
from firstbell.notices.models import Notice
from firstbell.prepared import Prepared

SESSIONS = {"AM": "morning", "PM": "afternoon"}
# Words of a reason that point to a national code; the person still decides.
POINTERS = (
    ("M", r"dent|doctor|\bgp\b|hospital|appointment|clinic|optic|camhs|orthodont|physio|x-?ray|surgery"),
    ("I", r"ill\b|sick|poorly|unwell|vomit|cold\b|flu\b|fever|headache|migraine|covid|tummy|temperature|cough|anxi"),
    ("J1", r"interview"),
    ("C2", r"part.?time|reduced timetable"),
    ("E", r"suspended|excluded|exclusion"),
    ("R", r"\beid\b|religious|diwali|yom kippur|rosh hashan|passover"),
    ("S", r"study leave"),
    ("G", r"holiday|going away|abroad"),
    ("C", r"funeral|wedding|bereave|court"),
)
MOST_USED = ("I", "M", "C", "G", "R", "E", "S", "J1", "B", "D")


@dataclass(frozen=True)
class Hint:
    """What a notice says about one pupil at one session. code_key: the code it suggests, "" while undecided."""

    text: str
    code_key: str
    notice_id: int


@dataclass(frozen=True)
class NoticeRow:
    """A notice in words."""

    id: int
    pupil_id: int
    pupil: str
    when: str
    reason: str
    code: str
    told: str
    taken: str


def notices_for(pupil_ids: Collection[int], day: date, session: str) -> dict[int, Hint]:
    """Return, by pupil, what the newest standing notice says about a session. One statement."""
    rows = Notice.objects.filter(
        pupil_id__in=pupil_ids, starts_on__lte=day, ends_on__gte=day, withdrawn_at=None
    ).order_by("received_at", "pk")
    return {row.pupil_id: Hint(_hint(row), row.code_key, row.pk) for row in rows if row.covers(day, session)}


def notices_of(provision_id: int, day: date, session: str) -> dict[int, Hint]:
    """Return, by pupil of a provision, what the newest standing notice says about a session. One statement."""
    rows = [Notice(**row._asdict()) for row in _of_day(provision_id=provision_id, day=day)]
    return {row.pupil_id: Hint(_hint(row), row.code_key, row.pk) for row in rows if row.covers(day, session)}


def _standing(provision_id: int, day: date) -> QuerySet[Any]:
    rows = Notice.objects.filter(
        pupil__provision_id=provision_id, starts_on__lte=day, ends_on__gte=day, withdrawn_at=None
    )
    return rows.order_by("received_at", "pk").values_list(
        *(field.attname for field in Notice._meta.concrete_fields), named=True
    )


_of_day = Prepared(_standing, provision_id=-1, day=date(1901, 1, 1))


def _hint(notice: Notice) -> str:
    return f"{notice.reason}. {_told(notice)}."


def _told(notice: Notice) -> str:
    """Return who told us, how and when: Dawn Holt (parent or carer) by phone, 23 November 2026 at 08:31."""
    who = notice.get_told_by_display()
    who = f"{notice.told_by_name} ({who.lower()})" if notice.told_by_name else who
    day, time = london_day(notice.received_at), london_time(notice.received_at)
    return f"{who} {notice.get_how_display().lower()}, {long_date(day)} at {time:%H:%M}"


def notice_list(notices: QuerySet[Notice], *, from_on: date, pupil_id: int | None = None) -> list[NoticeRow]:
    """Return the standing notices that reach to a day or beyond, the next ones first. One statement."""
    rows = notices.filter(ends_on__gte=from_on, withdrawn_at=None).select_related("pupil")
    if pupil_id is not None:
        rows = rows.filter(pupil_id=pupil_id)
    return [_row(row) for row in rows.order_by("starts_on", "starts_session", "pk")]


def _row(notice: Notice) -> NoticeRow:
    return NoticeRow(
        id=notice.pk,
        pupil_id=notice.pupil_id,
        pupil=notice.pupil.name,
        when=when_words(notice),
        reason=notice.reason,
        code=notice.code_key,
        told=_told(notice),
        taken=notice.taken_by,
    )


def when_words(notice: Notice) -> str:
    """Return the sessions in words: Monday 23 November, morning; or from one to another."""
    first, last = _day(notice.starts_on), _day(notice.ends_on)
    start, end = SESSIONS[notice.starts_session], SESSIONS[notice.ends_session]
    if notice.starts_on == notice.ends_on:
        return f"{first}, {start if start == end else 'all day'}"
    begins = first if start == "morning" else f"{first}, afternoon"
    return f"{begins} to {last}" if end == "afternoon" else f"{begins} to {last}, morning only"


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"


def suggested_code(reason: str, codes: CodeSet) -> str:
    """Return the key of the code that a reason's words point to in this code set, or an empty text."""
    for national, pattern in POINTERS:
        if re.search(pattern, reason, re.IGNORECASE):
            return next((code.key for code in codes if code.national == national), "")
    return ""


def absence_codes(codes: CodeSet) -> list[tuple[str, str, str]]:
    """Return the codes that explain an absence, most used first: (key, symbol and description, how it counts)."""
    rank = {national: place for place, national in enumerate(MOST_USED)}
    found = [code for code in codes if code.explains_absence and not code.is_late]
    found.sort(key=lambda code: rank.get(code.national, len(rank)))
    return [(code.key, f"{code.code}: {code.description}", _counts(code)) for code in found]


def _counts(code: Code) -> str:
    if not code.counts_as_possible:
        return "not counted"
    return "authorised" if code.authorised else "unauthorised" if code.authorised is False else "counts as attending"
