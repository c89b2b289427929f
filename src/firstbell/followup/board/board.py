"""The attendance lead's board: what is due, least time first, with everything needed to do it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.urls import reverse

from firstbell import journal
from firstbell.domain.duties import DutyKind
from firstbell.domain.school_time import london_day, starts_at
from firstbell.duties.facts import register_subject
from firstbell.duties.models import Duty
from firstbell.followup.board.act_rows import ToldOf, act_rows, is_for_safeguarding, told_of
from firstbell.followup.board.counts import Counts, counts
from firstbell.followup.board.replies import Reply, replies
from firstbell.followup.board.rooms import SessionNow, session_now
from firstbell.followup.board.rows import HOME, Reader, Row, alike_on, home_rows, listed
from firstbell.followup.board.school_rows import SCHOOL, school_rows
from firstbell.followup.board.waiting import Mail, Waits, mails, open_mails, waiting
from firstbell.followup.home.calls import attempts_of, people_of, tried
from firstbell.followup.home.ringing import Person, next_call
from firstbell.followup.home.texting import may_text_under
from firstbell.followup.models import ContactAttempt
from firstbell.journal import Actor
from firstbell.outbox.models import Message
from firstbell.outbox.queries import LOOKS, state_words

STUCK_AFTER = timedelta(minutes=1)
LATER_AFTER = timedelta(minutes=60)
"""What is due later than this waits in a short list, unless home is to be rung: so the morning's rows stay in sight."""


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
class Later:
    """What is due later today, for several pupils together. about: (where it is done or "", name)."""

    due_at: datetime
    what: str
    about: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Board:
    """The whole board. digest: changes when anything on it does. told: of whom the safeguarding lead was told."""

    at: datetime
    now: SessionNow
    rows: tuple[Row, ...]
    later: tuple[Later, ...]
    overdue: int
    counts: Counts
    told: tuple[ToldOf, ...]
    replies: tuple[Reply, ...]
    drafts: tuple[Draft, ...]
    pupils_in_drafts: int
    digest: str

    @property
    def summary(self) -> str:
        """What is to be done, in one line: "1 overdue, 5 to do, 9 done today"."""
        overdue = f"{self.overdue} overdue, " if self.overdue else ""
        return f"{overdue}{len(self.rows)} to do, {self.counts.done} done today"

    @property
    def homes_to_text(self) -> int:
        """How many homes a text may go to from here."""
        return sum(1 for row in self.rows if row.call and row.call.texts)

    @property
    def later_count(self) -> int:
        return sum(len(each.about) for each in self.later)

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


def board(
    provision_id: int, at: datetime, viewer: Actor, mark: str = "", *, sees: Callable[[Waits], bool] | None = None
) -> Board:
    """Return the board as it stands. Seven statements, however many pupils.

    mark: its digest, read before it. sees: whether the viewer may see what a duty is about; without it, whatever is
    not for the safeguarding lead alone.
    """
    today = london_day(at)
    everything = waiting(provision_id, today, until=starts_at(today + timedelta(days=1), time(0, 0)))
    hidden = [duty for duty in everything if is_for_safeguarding(duty) and not (sees is not None and sees(duty))]
    unseen = {duty.id for duty in hidden}
    due = [duty for duty in everything if duty.id not in unseen]
    pupils = {duty.pupil_id for duty in due if duty.pupil_id}
    people, attempts = people_of(pupils), attempts_of(pupils, today)
    found, about = mails(provision_id, today)
    reader = Reader(viewer, at, alike_on(due))
    count = counts(provision_id, today)
    may_text = may_text_under(count.phone, count.policy_version, provision_id, today)
    home = [duty for duty in due if duty.kind in HOME and duty.pupil_id]
    schools = [duty for duty in due if duty.kind in SCHOOL]
    others = [duty for duty in due if duty.kind not in HOME | SCHOOL | {DutyKind.TAKE_THE_REGISTER}]
    rows = [
        *home_rows(home, people, attempts, reader, may_text),
        *school_rows(schools, found.values(), attempts, _unreached(people, attempts), reader),
        *act_rows(others, reader),
    ]
    rows.sort(key=lambda row: (row.due_at, row.id))
    drafts = tuple(_draft(mail, about[mail.id]) for mail in open_mails(found, about))
    return Board(
        at=at,
        now=session_now(provision_id, today, at, _registers(due)),
        rows=tuple(row for row in rows if _is_now(row, at)),
        later=_later(row for row in rows if not _is_now(row, at)),
        overdue=sum(row.is_overdue for row in rows),
        counts=count,
        told=told_of(hidden),
        replies=replies(provision_id),
        drafts=drafts,
        pupils_in_drafts=len({pupil for draft in drafts for pupil in about[draft.message_id]}),
        digest=mark,
    )


def _is_now(row: Row, at: datetime) -> bool:
    """Whether a row stands on the board: due within the hour, or about a pupil of whom nobody has heard."""
    return row.kind == "home" or row.due_at <= at + LATER_AFTER


def _later(rows: Iterable[Row]) -> tuple[Later, ...]:
    """Return these rows, which are in order, in a short form: those alike together."""
    alike: dict[tuple[datetime, str], list[tuple[str, str]]] = {}
    for row in rows:
        alike.setdefault((row.due_at, row.what), []).append((_address(row), row.name))
    return tuple(Later(due_at, what, tuple(about)) for (due_at, what), about in alike.items())


def _address(row: Row) -> str:
    """Return the page where a row is done, else its pupil's."""
    found = next((act.address for act in row.acts if not act.is_button), "")
    return found or (reverse("people:pupil", args=[row.pupil_id]) if row.pupil_id else "")


def _registers(due: Iterable[Waits]) -> dict[int, datetime]:
    """Return when each register that still waits to be taken is due, by its id."""
    return {
        int(duty.subject.removeprefix(register_subject(0)[:-1])): duty.due_at
        for duty in due
        if duty.kind == DutyKind.TAKE_THE_REGISTER
    }


def _unreached(people: dict[int, list[Person]], attempts: dict[int, list[ContactAttempt]]) -> set[int]:
    """Return the pupils at whose home somebody was tried, nobody was reached and nobody is left to ring."""
    found = set()
    for pupil_id, made in attempts.items():
        calls = tried(made)
        reached = any(each.outcome.reached for each in calls)
        if calls and not reached and next_call(people.get(pupil_id, []), calls) is None:
            found.add(pupil_id)
    return found


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
    """Return the duties to tell one school about one session, to phone it, and to ask whether it has read it."""
    return list(
        Duty.objects.filter(
            provision_id=provision_id,
            commissioner_id=commissioner_id,
            on=on,
            session=session,
            kind__in=SCHOOL,
            state__in=Duty.WAITING,
        ).select_related("pupil", "commissioner")
    )
