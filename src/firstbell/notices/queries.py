"""Notices as the register, the pupil's page and the list show them."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from firstbell.domain.codes import Code, CodeSet
from firstbell.domain.school_time import academic_year_start, london_day, london_time, long_date, starts_at
from firstbell.notices.models import LanguageCheck, LeaveDecision, Notice
from firstbell.placements.models import Placement
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
    expected_return: str
    asks_leave: bool
    wants_confirmation: bool
    to_read: bool
    papers: int


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


def heard_since(pupil_ids: Collection[int], since_on: date) -> dict[int, date]:
    """Return, by pupil, the day on which we last heard from home, from a day on; nobody who was not heard (AL-10)."""
    rows = Notice.objects.filter(
        pupil_id__in=pupil_ids, received_at__gte=starts_at(since_on, time(0, 0)), withdrawn_at=None
    )
    latest = rows.order_by().values("pupil_id").annotate(last=Max("received_at"))
    return {row["pupil_id"]: london_day(row["last"]) for row in latest}


def _hint(notice: Notice) -> str:
    return f"{said(notice)}. {told(notice)}."


def said(notice: Notice) -> str:
    """Return what a notice says, with what it waits for: "Wedding. Asks for leave: not decided"."""
    match notice.kind:
        case Notice.Kind.LEAVE if not notice.code_key:
            return f"{notice.reason}. Asks for leave: not decided"
        case Notice.Kind.COMING if notice.expected_at:
            return f"{notice.reason}, here by about {london_time(notice.expected_at):%H:%M}"
    return notice.reason


def told(notice: Notice) -> str:
    """Return who told us, how and when: Dawn Holt (parent or carer) by phone, 23 November 2026 at 08:31."""
    who = notice.get_told_by_display()
    who = f"{notice.told_by_name} ({who.lower()})" if notice.told_by_name else who
    day, time = london_day(notice.received_at), london_time(notice.received_at)
    return f"{who} {notice.get_how_display().lower()}, {long_date(day)} at {time:%H:%M}"


def unread() -> QuerySet[Notice]:
    """Return the answers by link that nobody has looked at, of every provision."""
    return Notice.objects.filter(link__isnull=False, read_at__isnull=True, withdrawn_at=None)


def replies_to_read(provision_id: int) -> list[NoticeRow]:
    """Return the answers by link that nobody has looked at, the oldest first. One statement."""
    rows = unread().filter(pupil__provision_id=provision_id).annotate(papers=Count("evidence"))
    return [_row(row) for row in rows.select_related("pupil").order_by("received_at", "pk")]


def main_school_of(pupil_id: int, day: date) -> str:
    """Return the name of the school where a pupil is registered on a day, "" where none is kept."""
    placements = Placement.objects.filter(pupil_id=pupil_id, archived_at=None, starts_on__lte=day)
    placements = placements.filter(Q(ends_on=None) | Q(ends_on__gte=day), main_school__isnull=False)
    return placements.order_by("-starts_on").values_list("main_school__name", flat=True).first() or ""


def leave_waiting(notices: QuerySet[Notice]) -> list[NoticeRow]:
    """Return the leave that was asked for and is not decided, the next first (SS-7)."""
    rows = notices.filter(kind=Notice.Kind.LEAVE, withdrawn_at=None, decisions=None)
    rows = rows.annotate(papers=Count("evidence")).select_related("pupil")
    return [_row(row) for row in rows.order_by("starts_on", "pk")]


def to_confirm(notices: QuerySet[Notice], today: date) -> list[NoticeRow]:
    """Return what home said aloud and has not yet put in writing, of absences that have begun (SS-6)."""
    rows = notices.filter(wants_confirmation=True, confirmed_at__isnull=True, withdrawn_at=None, starts_on__lte=today)
    rows = rows.annotate(papers=Count("evidence")).select_related("pupil")
    return [_row(row) for row in rows.order_by("starts_on", "pk")]


def unconfirmed(pupil_ids: Collection[int], day: date) -> dict[int, list[int]]:
    """Return, by pupil, the notices that reach to the day before a day or earlier and still want writing (SS-6)."""
    rows = Notice.objects.filter(
        pupil_id__in=pupil_ids,
        wants_confirmation=True,
        confirmed_at__isnull=True,
        withdrawn_at=None,
        starts_on__lt=day,
    )
    found: dict[int, list[int]] = {}
    for pupil_id, pk in rows.order_by("pk").values_list("pupil_id", "pk"):
        found.setdefault(pupil_id, []).append(pk)
    return found


@dataclass(frozen=True)
class YearCounts:
    """Appointments and leave of one pupil in an academic year (SS-7)."""

    appointments: int
    appointment_days: int
    leave_asked: int
    leave_granted: int
    leave_refused: int

    @property
    def undecided(self) -> int:
        return self.leave_asked - self.leave_granted - self.leave_refused


def year_counts(pupil_id: int, today: date, codes: CodeSet) -> YearCounts:
    """Count a pupil's medical appointments and requests for leave since the academic year began. Two statements."""
    year = academic_year_start(today)
    rows = Notice.objects.filter(pupil_id=pupil_id, withdrawn_at=None, starts_on__gte=year)
    listed = list(rows.exclude(kind__in=[Notice.Kind.RING, Notice.Kind.COMING]))
    medical = [row for row in listed if _national(row.code_key or row.pointed_key, codes) == "M"]
    leave = {row.pk for row in listed if row.kind == Notice.Kind.LEAVE}
    newest: dict[int, bool] = {}
    for notice_id, granted in (
        LeaveDecision.objects.filter(notice__in=leave).order_by("recorded_at", "pk").values_list("notice_id", "granted")
    ):
        newest[notice_id] = granted
    granted = sum(newest.values())
    days = sum((row.ends_on - row.starts_on).days + 1 for row in medical)
    return YearCounts(len(medical), days, len(leave), granted, len(newest) - granted)


def _national(key: str, codes: CodeSet) -> str:
    return codes.get(key).national if key and key in codes else ""


def language_checks(provision_id: int) -> dict[str, LanguageCheck]:
    """Return the standing check of each language at a provision."""
    checks = LanguageCheck.objects.filter(provision_id=provision_id, withdrawn_at=None)
    return {check.language: check for check in checks}


def checked_languages(provision_id: int) -> dict[str, str]:
    """Return, by language, the hash of the words that somebody checked here. One statement."""
    checks = LanguageCheck.objects.filter(provision_id=provision_id, withdrawn_at=None)
    return dict(checks.values_list("language", "words_hash"))


def notice_list(notices: QuerySet[Notice], *, from_on: date, pupil_id: int | None = None) -> list[NoticeRow]:
    """Return the standing notices that reach to a day or beyond, the next ones first. One statement."""
    rows = notices.filter(ends_on__gte=from_on, withdrawn_at=None).select_related("pupil")
    rows = rows.annotate(papers=Count("evidence"))
    if pupil_id is not None:
        rows = rows.filter(pupil_id=pupil_id)
    return [_row(row) for row in rows.order_by("starts_on", "starts_session", "pk")]


def _row(notice: Notice) -> NoticeRow:
    return NoticeRow(
        id=notice.pk,
        pupil_id=notice.pupil_id,
        pupil=notice.pupil.name,
        when=when_words(notice),
        reason=said(notice),
        code=notice.code_key,
        told=told(notice),
        taken=notice.taken_by,
        expected_return=long_date(notice.expected_return_on) if notice.expected_return_on else "",
        asks_leave=notice.kind == Notice.Kind.LEAVE,
        wants_confirmation=notice.wants_confirmation and notice.confirmed_at is None,
        to_read=notice.link_id is not None and notice.read_at is None,
        papers=getattr(notice, "papers", 0),
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


def read_words(notice: Notice, code_key: str) -> str:
    """Return what came of reading an answer: the sign it was given, or that it stays open."""
    given = f"It is {code_key.partition('#')[0]}. The marks it covers follow." if code_key else "It stays open."
    return f"Read: {notice.pupil.name}. {given}"
