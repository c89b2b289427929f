"""The attendance lead's board: what is due, least time first, with everything needed to do it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q

from firstbell import journal
from firstbell.domain.duties import DutyKind
from firstbell.domain.school_time import london_day, starts_at
from firstbell.duties.facts import register_subject
from firstbell.duties.models import Duty
from firstbell.followup.calls import attempts_of, people_of
from firstbell.followup.rooms import SessionNow, session_now
from firstbell.followup.rows import SCHOOL, Row, listed, pupil_rows, school_rows
from firstbell.followup.waiting import Mail, mails, open_mails, waiting
from firstbell.journal import Actor
from firstbell.outbox.models import Message
from firstbell.outbox.queries import LOOKS, state_words

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
    due = waiting(provision_id, today, until=starts_at(today + timedelta(days=1), time(0, 0)))
    registers = {
        int(duty.subject.removeprefix(register_subject(0)[:-1])): duty.due_at
        for duty in due
        if duty.kind == DutyKind.TAKE_THE_REGISTER
    }
    pupils = {duty.pupil_id for duty in due if duty.pupil_id}
    people, attempts = people_of(pupils), attempts_of(pupils, today)
    found, about = mails(provision_id, today)
    rows = [
        *pupil_rows([duty for duty in due if duty.kind not in SCHOOL], people, attempts, at, viewer),
        *school_rows([duty for duty in due if duty.kind in SCHOOL], found.values(), attempts, at, viewer),
    ]
    drafts = tuple(_draft(mail, about[mail.id]) for mail in open_mails(found, about))
    return Board(
        at=at,
        now=session_now(provision_id, today, at, registers),
        rows=tuple(sorted(rows, key=lambda row: (row.due_at, row.id))),
        overdue=sum(row.is_overdue for row in rows),
        done=_done(provision_id, today),
        drafts=drafts,
        pupils_in_drafts=len({pupil for draft in drafts for pupil in about[draft.message_id]}),
        digest=mark,
    )


def _done(provision_id: int, today: date) -> int:
    return Duty.objects.filter(provision_id=provision_id, on=today, state=Duty.State.MET).aggregate(n=Count("pk"))["n"]


def _draft(mail: Mail, about: dict[int, str]) -> Draft:
    tone, icon = LOOKS[Message.State(mail.state)]
    return Draft(
        message_id=mail.id,
        school=mail.to_name,
        pupils=listed(list(about.values())),
        words=state_words(mail),
        tone=tone,
        icon=icon,
        goes_at=mail.due_at,
        is_held=mail.state != Message.State.DRAFTED,
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
