"""Everything that happened about a pupil, newest first: the register, home, messages and the case itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from firstbell.followup.home.calls import by_whom
from firstbell.followup.models import ContactAttempt
from firstbell.notices.models import Notice
from firstbell.outbox.models import Message
from firstbell.outbox.queries import state_words
from firstbell.registers.models import Mark
from firstbell.support.cases.models import Action, Barrier, Case, SupportEntry
from firstbell.support.meetings.models import Meeting

BEFORE = timedelta(weeks=6)
"""What happened this long before the case opened is shown with it: it is why the case opened."""
MOST = 60
MOST_OF_A_KIND = 300
PRESENT = ("/", "\\")


@dataclass(frozen=True)
class Event:
    """One line of the timeline. kind: a key of KINDS; state: "done" or "bad" for its sign, else nothing."""

    at: datetime
    kind: str
    what: str
    detail: str
    by: str
    state: str = ""


@dataclass(frozen=True)
class Timeline:
    """events: newest first. is_cut: there are older ones that are not among them."""

    events: tuple[Event, ...]
    is_cut: bool
    kind: str


def timeline_of(case: Case, kind: str = "") -> Timeline:
    """Return what happened from six weeks before a case opened. kind: one of KINDS alone, everything where it is none.

    One statement for each source, however long the case.
    """
    asked = [kind] if kind in KINDS else list(KINDS)
    most = MOST_OF_A_KIND if kind in KINDS else MOST
    since = case.opened_at - BEFORE
    found = [event for each in asked for source in SOURCES[each] for event in source(case, since, most + 1)]
    ordered = sorted(found, key=lambda event: event.at, reverse=True)
    return Timeline(tuple(ordered[:most]), len(ordered) > most, kind if kind in KINDS else "")


def _marks(case: Case, since: datetime, most: int) -> Iterator[Event]:
    marks = (
        Mark.objects.filter(line__pupil_id=case.pupil_id, recorded_at__gte=since)
        .exclude(kind__in=[Mark.Kind.MARK, Mark.Kind.IMPORTED], code_key__in=PRESENT)
        .select_related("line__register")
        .order_by("-recorded_at", "-pk")
    )
    for mark in marks[:most]:
        register = mark.line.register
        session = f"{register.on:%A} {register.on.day} {register.on:%B}, {register.get_session_display()}"
        letter = mark.code_key.partition("#")[0]
        if mark.kind == Mark.Kind.RETRACTION:
            what = f"Undone: {session}"
        else:
            what = f"{session} became {letter}" if mark.replaces_id else f"Marked {letter}: {session}"
        happened_at = register.starts_at if mark.kind == Mark.Kind.IMPORTED else mark.recorded_at
        yield Event(happened_at, "register", what, mark.reason, mark.recorded_by)


def _attempts(case: Case, since: datetime, most: int) -> Iterator[Event]:
    attempts = ContactAttempt.objects.filter(pupil_id=case.pupil_id, made_at__gte=since)
    for row in attempts.select_related("contact", "commissioner").order_by("-made_at", "-pk")[:most]:
        said = " ".join(part for part in (row.reason, row.note) if part)
        yield Event(row.made_at, "home", f"Rang {by_whom(row) or 'home'}: {row.outcome_words}", said, row.made_by)


def _notices(case: Case, since: datetime, most: int) -> Iterator[Event]:
    notices = Notice.objects.filter(pupil_id=case.pupil_id, received_at__gte=since)
    for row in notices.order_by("-received_at", "-pk")[:most]:
        teller = row.told_by_name or row.get_told_by_display()
        withdrawn = " Withdrawn since." if row.withdrawn_at else ""
        what = f"Heard from {teller}, {row.get_how_display().lower()}"
        yield Event(row.received_at, "home", what, f"{row.reason}.{withdrawn}", row.taken_by, "done")


def _messages(case: Case, since: datetime, most: int) -> Iterator[Event]:
    about = Q(told_pupils__pupil_id=case.pupil_id) | Q(duties__duty__pupil_id=case.pupil_id)
    keys = Message.objects.filter(about | Q(invitees__meeting__case_id=case.pk)).values("pk")
    for row in Message.objects.filter(pk__in=keys, drafted_at__gte=since).order_by("-drafted_at", "-pk")[:most]:
        channel = row.get_channel_display()
        words = state_words(row)
        state = "done" if row.state in Message.GONE else "bad" if row.state in Message.LOST else ""
        yield Event(row.drafted_at, "messages", f"{channel} to {row.to_name}", f"{row.subject} {words}.", "", state)


def _entries(case: Case, since: datetime, most: int) -> Iterator[Event]:
    for row in SupportEntry.objects.filter(case=case).order_by("-written_at", "-pk")[:most]:
        what = f"{row.get_kind_display()}{f': {row.said_by}' if row.said_by else ''}"
        yield Event(row.written_at, "case", what, row.words, row.written_by, "done")


def _barriers(case: Case, since: datetime, most: int) -> Iterator[Event]:
    for row in Barrier.objects.filter(case=case).order_by("-recorded_at", "-pk")[:most]:
        yield Event(row.recorded_at, "case", f"In the way: {row.words}", row.note, row.recorded_by)
        if row.ended_at:
            yield Event(row.ended_at, "case", f"Out of the way: {row.words}", row.outcome, row.ended_by, "done")


def _actions(case: Case, since: datetime, most: int) -> Iterator[Event]:
    for row in Action.objects.filter(case=case).order_by("-made_at", "-pk")[:most]:
        by_when = f", by {row.due_on.day} {row.due_on:%B}" if row.due_on else ""
        yield Event(row.made_at, "case", f"Agreed: {row.words}", f"{row.owner_name}{by_when}", row.made_by)
        if row.done_at:
            words, state = ("Not done", "") if row.not_done else ("Done", "done")
            yield Event(row.done_at, "case", f"{words}: {row.words}", row.outcome, row.done_by, state)


def _meetings(case: Case, since: datetime, most: int) -> Iterator[Event]:
    for row in Meeting.objects.filter(case=case).order_by("-arranged_at", "-pk")[:most]:
        when = f"{row.on:%A} {row.on.day} {row.on:%B}, {row.starts_time:%H:%M}"
        yield Event(row.arranged_at, "case", f"Meeting arranged: {row.purpose}", when, row.arranged_by)
        if row.held_at:
            yield Event(row.held_at, "case", f"Meeting held: {row.purpose}", when, row.held_by, "done")
        if row.cancelled_at:
            what = f"Meeting cancelled: {row.purpose}"
            yield Event(row.cancelled_at, "case", what, row.cancelled_why, row.cancelled_by)


Source = Callable[[Case, datetime, int], Iterator[Event]]
KINDS = {
    "case": "This case",
    "register": "The register",
    "home": "Calls and notices",
    "messages": "Messages",
}
SOURCES: dict[str, list[Source]] = {
    "case": [_entries, _barriers, _actions, _meetings],
    "register": [_marks],
    "home": [_attempts, _notices],
    "messages": [_messages],
}


def add_source(source: Source) -> None:
    """Register what else belongs to a case: it gets the case, the first instant and how many at most. Safe to repeat.

    One statement each.
    """
    if source not in SOURCES["case"]:
        SOURCES["case"].append(source)
