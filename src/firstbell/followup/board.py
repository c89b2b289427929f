"""The attendance lead's board: what is due, least time first, with everything needed to do it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from firstbell import journal
from firstbell.domain.duties import DutyKind
from firstbell.domain.school_time import london_day, starts_at
from firstbell.duties.facts import register_subject
from firstbell.duties.models import Duty, DutyMessage
from firstbell.followup.calls import attempts_of, people_of
from firstbell.followup.rooms import SessionNow, session_now
from firstbell.followup.rows import SCHOOL, Row, listed, pupil_rows, school_rows
from firstbell.journal import Actor
from firstbell.outbox.models import Message
from firstbell.outbox.queries import LOOKS, state_words
from firstbell.placements.models import Placement

STUCK_AFTER = timedelta(minutes=1)


@dataclass(frozen=True)
class Draft:
    """An email to a school that waits to go, or could not."""

    message_id: int
    school: str
    pupils: str
    words: str
    tone: str
    icon: str
    goes_at: datetime
    is_held: bool


@dataclass(frozen=True)
class Board:
    """The whole board. digest: changes when anything on it does."""

    at: datetime
    now: SessionNow
    rows: tuple[Row, ...]
    later: int
    overdue: int
    done: int
    drafts: tuple[Draft, ...]
    pupils_in_drafts: int
    digest: str

    @property
    def is_stuck(self) -> bool:
        """An email should have gone a minute ago and did not: whatever sends them is not at work."""
        return any(draft.goes_at < self.at - STUCK_AFTER for draft in self.ready)

    @property
    def ready(self) -> tuple[Draft, ...]:
        """The drafts that go by themselves."""
        return tuple(draft for draft in self.drafts if not draft.is_held)


def digest(provision_id: int, at: datetime) -> str:
    """Return a word that changes with every act at the provision, and once a minute. One statement."""
    head = journal.head(provision_id)
    return f"{head.count if head else 0}-{int(at.timestamp() // 60)}"


def board(provision_id: int, at: datetime, viewer: Actor, mark: str = "") -> Board:
    """Return the board as it stands. Six statements, however many pupils. mark: its digest, read before it."""
    today = london_day(at)
    waiting = _waiting(provision_id, today)
    registers = {duty.subject: duty.due_at for duty in waiting if duty.kind == DutyKind.TAKE_THE_REGISTER}
    due = {int(subject.removeprefix(register_subject(0)[:-1])): due_at for subject, due_at in registers.items()}
    pupils = {duty.pupil_id for duty in waiting if duty.pupil_id}
    people, attempts = people_of(pupils), attempts_of(pupils, today)
    messages, about = _messages(provision_id, today)
    rows = [
        *pupil_rows([duty for duty in waiting if duty.kind not in SCHOOL], people, attempts, at, viewer),
        *school_rows([duty for duty in waiting if duty.kind in SCHOOL], messages, attempts, at, viewer),
    ]
    rows.sort(key=lambda row: (row.due_at, row.id))
    tonight = starts_at(today + timedelta(days=1), time(0, 0))
    drafts = tuple(_draft(message, about[message.pk]) for message in about_order(messages, about))
    return Board(
        at=at,
        now=session_now(provision_id, today, at, due),
        rows=tuple(row for row in rows if row.due_at < tonight),
        later=sum(row.due_at >= tonight for row in rows),
        overdue=sum(row.is_overdue for row in rows),
        done=_done(provision_id, today),
        drafts=drafts,
        pupils_in_drafts=len({pupil for draft in drafts for pupil in about[draft.message_id]}),
        digest=mark,
    )


def about_order(messages: dict[int, Message], about: dict[int, dict[int, str]]) -> list[Message]:
    """Return the messages that a person can still do something about, soonest first."""
    shown_states = (*Message.OPEN, *Message.LOST)
    return sorted(
        (message for message in messages.values() if message.state in shown_states and about[message.pk]),
        key=lambda message: (message.due_at, message.pk),
    )


def _waiting(provision_id: int, today: date) -> list[Duty]:
    school = (
        Placement.objects.filter(pupil=OuterRef("pupil"), archived_at=None, starts_on__lte=today)
        .order_by("-starts_on", "-pk")
        .values(school=Coalesce("main_school__name", "commissioner__name"))[:1]
    )
    return list(
        Duty.objects.filter(provision_id=provision_id, state__in=Duty.WAITING)
        .select_related("pupil", "commissioner")
        .annotate(school=Subquery(school))
        .order_by("due_at", "pk")
    )


def _messages(provision_id: int, today: date) -> tuple[dict[int, Message], dict[int, dict[int, str]]]:
    """Return today's messages by id, and the pupils each is about, first names by id. One statement."""
    messages: dict[int, Message] = {}
    about: dict[int, dict[int, str]] = defaultdict(dict)
    links = (
        DutyMessage.objects.filter(message__provision_id=provision_id, message__on=today)
        .select_related("message", "duty__pupil")
        .defer("message__text", "message__html")
        .order_by("duty__due_at", "duty_id")
    )
    for link in links:
        messages[link.message_id] = link.message
        if link.duty.pupil and link.duty.state != Duty.State.WITHDRAWN:
            about[link.message_id][link.duty.pupil_id] = link.duty.pupil.first_name
    return messages, about


def _done(provision_id: int, today: date) -> int:
    return Duty.objects.filter(provision_id=provision_id, on=today, state=Duty.State.MET).aggregate(n=Count("pk"))["n"]


def _draft(message: Message, about: dict[int, str]) -> Draft:
    tone, icon = LOOKS[Message.State(message.state)]
    return Draft(
        message_id=message.pk,
        school=message.to_name,
        pupils=listed(list(about.values())),
        words=state_words(message),
        tone=tone,
        icon=icon,
        goes_at=message.due_at,
        is_held=message.state != Message.State.DRAFTED,
    )


def waiting_for_school(provision_id: int, commissioner_id: int, on: date, session: str) -> list[Duty]:
    """Return the duties to tell and to phone one school about one session."""
    return list(
        Duty.objects.filter(
            Q(kind__in=SCHOOL),
            provision_id=provision_id,
            commissioner_id=commissioner_id,
            on=on,
            session=session,
            state__in=Duty.WAITING,
        ).select_related("pupil", "commissioner")
    )
