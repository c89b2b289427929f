"""The day sheet: registers, duties, emails and open N of one day, and what still keeps it from being closed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from firstbell.domain.duties import DutyKind
from firstbell.domain.school_time import starts_at
from firstbell.duties.models import Duty
from firstbell.followup.missing.models import MissingCase
from firstbell.outbox.models import Message
from firstbell.outbox.queries import LOOKS, state_words
from firstbell.registers.models import Mark, Register, RegisterLine
from firstbell.reports.models import Handover
from firstbell.reports.promises.proof import HALVES, Proved, proved
from firstbell.reports.promises.shares import Promise, Sum, promises, total

State = Duty.State
NO_DUTY_OF_THE_DAY = (DutyKind.CLOSE_THE_DAY,)


@dataclass(frozen=True)
class Room:
    """One register of the day. unmarked: names of the pupils expected whom nobody marked. starts_at: UTC."""

    register_id: int
    name: str
    starts_at: datetime
    lines: int
    unmarked: tuple[str, ...]
    finished_at: datetime | None
    finished_by: str

    @property
    def marked(self) -> int:
        return self.lines - len(self.unmarked)


@dataclass(frozen=True)
class Mail:
    """One message about the day. accepted_at: when the other server took it."""

    message: Message
    tone: str
    icon: str
    words: str


@dataclass(frozen=True)
class Accounts:
    """What must be so before a day is closed.

    unmarked: sessions expected and not marked. open: duties of the day still to do and without a reason why not.
    unexplained: duties missed without a reason.
    """

    lines: int
    unmarked: int
    open: int
    unexplained: int

    @property
    def are_settled(self) -> bool:
        return bool(self.lines) and not (self.unmarked or self.open or self.unexplained)

    @property
    def words(self) -> list[str]:
        """Return what is left, each with what to do."""
        left = []
        if not self.lines:
            left.append("Nobody was expected on this day: there is nothing to close.")
        if self.unmarked:
            left.append(f"{_count(self.unmarked, 'session is', 'sessions are')} not marked. Take the register.")
        if self.open:
            left.append(
                f"{_count(self.open, 'duty is', 'duties are')} still to do. Do it, or say why it could not be done."
            )
        if self.unexplained:
            left.append(f"{_count(self.unexplained, 'duty was', 'duties were')} missed without a reason. Say why.")
        return left


@dataclass(frozen=True)
class Later:
    """A mark that changed after the day was closed."""

    at: datetime
    pupil: str
    half: str
    was: str
    now: str
    by: str
    reason: str


@dataclass(frozen=True)
class Sheet:
    """The whole sheet. failed: late or missed, with reason or without; hidden: of duties this reader may not see."""

    on: date
    promises: tuple[Promise, ...]
    whole: Sum
    rooms: tuple[Room, ...]
    failed: tuple[Proved, ...]
    waiting: tuple[Proved, ...]
    passed_on: tuple[Proved, ...]
    hidden: int
    mails: tuple[Mail, ...]
    open_n: int
    cases: int
    accounts: Accounts
    handover: Handover | None
    later: tuple[Later, ...]
    pupil_ids: tuple[int, ...]

    @property
    def reasons_wanted(self) -> int:
        return sum(not row.duty.late_reason for row in self.failed)


def day_sheet(provision_id: int, on: date, seen: QuerySet[Duty]) -> Sheet:
    """Return the sheet of a day. seen: the duties that its reader may see. Nineteen statements, however many rows."""
    todays = duties_of_day(seen.filter(provision_id=provision_id), on)
    rows = list(todays.select_related("pupil", "commissioner").order_by("due_at", "pk"))
    shown = proved([duty for duty in rows if _is_shown(duty)], todays)
    found = promises(todays)
    rooms = _rooms(provision_id, on)
    everything = duties_of_day(Duty.objects.filter(provision_id=provision_id), on)
    messages = Message.objects.filter(provision_id=provision_id, on=on).order_by("drafted_at", "pk")
    handover = Handover.objects.filter(provision_id=provision_id, on=on).first()
    later = _later(provision_id, on, handover)
    return Sheet(
        on=on,
        promises=tuple(promise for promise in found if promise.whole.counted or promise.whole.not_yet_due),
        whole=total(found),
        rooms=rooms,
        failed=tuple(row for row in shown if row.failed and row.duty.state != State.WITHDRAWN),
        waiting=tuple(row for row in shown if row.duty.state in Duty.WAITING and not row.duty.was_late),
        passed_on=tuple(row for row in shown if row.duty.escalated_at is not None),
        hidden=everything.count() - len(rows),
        mails=tuple(Mail(message, *LOOKS[Message.State(message.state)], state_words(message)) for message in messages),
        open_n=Duty.objects.filter(provision_id=provision_id, kind=DutyKind.DECIDE_N, closed_at=None).count(),
        cases=MissingCase.objects.filter(provision_id=provision_id, closed_at=None).count(),
        accounts=accounts(provision_id, on),
        handover=handover,
        later=later,
        pupil_ids=tuple(sorted({row.duty.pupil_id for row in shown if row.duty.pupil_id})),
    )


def duties_of_day(duties: QuerySet[Duty], on: date) -> QuerySet[Duty]:
    """Return the duties that belong to a day: about it, and due before it is over. Closing it is not among them."""
    midnight = starts_at(on + timedelta(days=1), time(0))
    return duties.filter(on=on, due_at__lt=midnight).exclude(kind__in=NO_DUTY_OF_THE_DAY)


def accounts(provision_id: int, on: date) -> Accounts:
    """Return what still keeps a day from being closed. Four statements."""
    lines = RegisterLine.objects.filter(
        register__provision_id=provision_id, register__on=on, expected=True, dropped_at=None
    )
    todays = duties_of_day(Duty.objects.filter(provision_id=provision_id), on)
    explained = Q(was_late=True) & ~Q(late_reason="")
    return Accounts(
        lines=lines.count(),
        unmarked=lines.filter(current_mark=None).count(),
        open=todays.filter(closed_at=None).exclude(explained).count(),
        unexplained=todays.filter(state=State.MISSED, late_reason="").count(),
    )


def _is_shown(duty: Duty) -> bool:
    return duty.was_late or duty.state == State.MISSED or duty.state in Duty.WAITING or duty.escalated_at is not None


def _rooms(provision_id: int, on: date) -> tuple[Room, ...]:
    unmarked: dict[int, list[str]] = defaultdict(list)
    counted: dict[int, int] = defaultdict(int)
    lines = RegisterLine.objects.filter(
        register__provision_id=provision_id, register__on=on, expected=True, dropped_at=None
    ).select_related("pupil")
    for line in lines:
        counted[line.register_id] += 1
        if line.current_mark_id is None:
            unmarked[line.register_id].append(line.pupil.name)
    registers = Register.objects.filter(provision_id=provision_id, on=on).select_related("group")
    return tuple(
        Room(
            register_id=row.pk,
            name=f"{row.group.name}, {HALVES[row.session]}",
            starts_at=row.starts_at,
            lines=counted[row.pk],
            unmarked=tuple(sorted(unmarked[row.pk])),
            finished_at=row.finished_at,
            finished_by=row.finished_by,
        )
        for row in registers.order_by("session", "group__name")
        if counted[row.pk]
    )


def _later(provision_id: int, on: date, handover: Handover | None) -> tuple[Later, ...]:
    """Return the marks of the day that came after it was closed, in their order."""
    if handover is None:
        return ()
    marks = Mark.objects.filter(
        line__register__provision_id=provision_id, line__register__on=on, recorded_at__gt=handover.closed_at
    ).select_related("line__pupil", "line__register", "replaces")
    return tuple(
        Later(
            at=mark.recorded_at,
            pupil=mark.line.pupil.name,
            half=HALVES[mark.line.register.session],
            was=mark.replaces.code_key.partition("#")[0] if mark.replaces else "",
            now=mark.code_key.partition("#")[0],
            by=mark.recorded_by,
            reason=mark.reason,
        )
        for mark in marks.order_by("recorded_at", "pk")
    )


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
