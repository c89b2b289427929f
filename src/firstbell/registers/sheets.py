"""A register read for writing: its lines with every mark so far, in one statement, kept from other writers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, Max, OuterRef, QuerySet, Subquery

from firstbell.domain.codes import Code, CodeSet
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_day
from firstbell.duties.facts import Told
from firstbell.notices.models import Notice
from firstbell.people.models import Flag
from firstbell.policy import Policy
from firstbell.prepared import Prepared
from firstbell.provisions import queries as provisions
from firstbell.provisions.models import SessionOfDay
from firstbell.registers.codesets import codes_of
from firstbell.registers.models import Mark, Register, RegisterLine

EARLIEST_MINUTES = 60
"""Some pupils come early; before that a mark would be a forecast (R-019)."""


def opens_from(starts_at: datetime) -> datetime:
    """Return the instant from which a session that starts then can be marked."""
    return starts_at - timedelta(minutes=EARLIEST_MINUTES)


class NoSuchRegister(Refused):
    """There is no such register or line at this provision."""

    def __init__(self) -> None:
        super().__init__(
            "That register is not one of this provision's.",
            "Nothing was saved.",
            "Open it again from today's registers.",
        )


class Answer(NamedTuple):
    """One mark of a line, as saved."""

    pk: int
    kind: str
    code_key: str
    minutes_late: int | None
    arrived_at: datetime | None
    replaces_id: int | None
    tap_id: UUID
    recorded_by: str
    user_id: int | None
    recorded_at: datetime

    @classmethod
    def of(cls, mark: Mark) -> Answer:
        return cls(
            mark.pk,
            mark.kind,
            mark.code_key,
            mark.minutes_late,
            mark.arrived_at,
            mark.replaces_id,
            mark.tap_id,
            mark.recorded_by,
            mark.recorded_by_user_id,
            mark.recorded_at,
        )


@dataclass
class Line:
    """A line as it stands inside one unit of work.

    answers: in the order they were saved; retractions among them. at_risk: the pupil has a risk flag. told_of: the
    sessions of the day about which somebody told us that the pupil would be away. school_days_changed_at: when the
    main school's calendar last changed; None where none is known.
    """

    pk: int
    pupil_id: int
    pupil_name: str
    placement_id: int | None
    tells: tuple[Told, ...]
    main_school_id: int | None
    school_days_changed_at: datetime | None
    at_risk: bool
    told_of: frozenset[str]
    expected: bool
    starts_at: datetime
    closes_at: datetime
    current_id: int | None
    contested: bool
    morning_ends_at: datetime | None
    morning_key: str
    answers: list[Answer] = field(default_factory=list)

    @property
    def current(self) -> Answer | None:
        return next((answer for answer in self.answers if answer.pk == self.current_id), None)

    @property
    def latest_id(self) -> int | None:
        return self.answers[-1].pk if self.answers else None

    @property
    def token(self) -> int:
        """What a page shows to have seen: the current mark, on a contested line the last answer; 0 for a blank line."""
        return (self.latest_id if self.contested else self.current_id) or 0

    @property
    def standing(self) -> list[Answer]:
        """The answers that nobody took back."""
        retracted = {answer.replaces_id for answer in self.answers if answer.kind == Mark.Kind.RETRACTION}
        return [a for a in self.answers if a.kind != Mark.Kind.RETRACTION and a.pk not in retracted]

    @property
    def disputed(self) -> list[Answer]:
        """The current answer and those given against it since; one answer where nobody disagrees."""
        current = self.current
        if current is None:
            return []
        if not self.contested:
            return [current]
        return [current, *(a for a in self.standing if a.pk > current.pk and a.code_key != current.code_key)]

    def driving_key(self, codes: CodeSet) -> str | None:
        """Return the key of the answer that duties go by: of two the absence, unexplained before explained."""
        answers = [codes.get(answer.code_key) for answer in self.disputed]
        if not answers:
            return None
        return min(answers, key=_alarm).key


def _alarm(code: Code) -> int:
    """Order answers by how much they alarm: nobody knows where the pupil is, the pupil is away, the pupil is here."""
    return 0 if code.awaits_reason else 2 if code.is_here or code.is_present else 1


@dataclass(frozen=True)
class Sheet:
    """A register inside one unit of work, with its lines by id. Instants are UTC."""

    register_id: int
    provision_id: int
    site_id: int
    site_name: str
    group_id: int
    group_name: str
    on: date
    session: str
    starts_at: datetime
    closes_at: datetime
    ends_at: datetime
    day_ends_at: datetime
    finished_at: datetime | None
    imported: bool
    opens_duties: bool
    code_set: str
    policy_version_id: int | None
    lines: dict[int, Line]

    @cached_property
    def codes(self) -> CodeSet:
        return codes_of(self.code_set, self.provision_id, self.on)

    @cached_property
    def policy(self) -> Policy:
        return provisions.policy_of(self.policy_version_id, self.provision_id, self.on)

    def own_key(self, national: str) -> str:
        """Return the key with which this provision writes a national code, such as the N of a pupil who is not here."""
        return self.policy.own_code(national, self.on).key

    @property
    def unmarked(self) -> list[Line]:
        return [line for line in self.lines.values() if line.expected and line.current_id is None]

    def is_closed(self, at: datetime) -> bool:
        """From Finish on, or the end of the day, or where it came from another system: a change needs a reason."""
        return self.finished_at is not None or self.imported or london_day(at) > self.on

    def is_taken(self, at: datetime) -> bool:
        """Every pupil whose own start has come has a mark."""
        return bool(self.lines) and all(line.starts_at > at for line in self.unmarked)


def open_sheet(register_id: int, *, provision_id: int | None = None) -> Sheet:
    """Read a register inside a unit of work. Raises NoSuchRegister, also for another provision's."""
    return _sheet(_of_register(register_id=register_id), provision_id)


def open_sheet_of_line(line_id: int, *, provision_id: int | None = None) -> Sheet:
    """Read the whole register that a line is on. Raises NoSuchRegister."""
    return _sheet(_of_line(line_id=line_id), provision_id)


def _told_of(on: Subquery) -> QuerySet[Notice]:
    """The notices of the pupil's absence on a day, decided or not. A pupil on the way is not absent by that."""
    return Notice.objects.filter(
        pupil=OuterRef("pupil"), kind__in=Notice.TELLS_OF_ABSENCE, starts_on__lte=on, ends_on__gte=on, withdrawn_at=None
    )


def _of_school(school: str) -> tuple[str, ...]:
    return (f"{school}_id", f"{school}__name", f"{school}__tell_within_minutes")


_OF_ANSWER = (
    "marks__pk",
    "marks__kind",
    "marks__code_key",
    "marks__minutes_late",
    "marks__arrived_at",
    "marks__replaces_id",
    "marks__tap_id",
    "marks__recorded_by",
    "marks__recorded_by_user_id",
    "marks__recorded_at",
)


def _rows(register: QuerySet[Register]) -> QuerySet[Any]:
    """The lines of one register. What is the same for all of them is asked once, and not for each line."""
    on, provision, site = (Subquery(register.values(name)) for name in ("on", "provision", "site"))
    a_day_before = ExpressionWrapper(F("starts_at") - timedelta(hours=18), output_field=DateTimeField())
    same_day = Register.objects.filter(provision=provision, on=on, site=site).order_by().values("on")
    morning = RegisterLine.objects.filter(
        pupil=OuterRef("pupil"),
        # Not needed to find the line, but to find it by its index among all the years' lines.
        starts_at__gte=Subquery(register.annotate(before=a_day_before).values("before")),
        register__on=on,
        register__session=SessionOfDay.AM,
        expected=True,
        dropped_at=None,
    ).order_by()
    return (
        RegisterLine.objects.filter(register=Subquery(register.values("pk")), dropped_at=None)
        .order_by("pk", "marks__pk")
        .annotate(
            day_ends_at=Subquery(same_day.annotate(last=Max("ends_at")).values("last")),
            morning_ends_at=Subquery(morning.values("register__ends_at")[:1]),
            morning_key=Subquery(morning.values("current_mark__code_key")[:1]),
            policy_version_id=provisions.version_on(provision, on),
            told_of_am=Exists(_told_of(on).exclude(starts_on=on, starts_session=SessionOfDay.PM)),
            told_of_pm=Exists(_told_of(on).exclude(ends_on=on, ends_session=SessionOfDay.AM)),
            at_risk=Exists(Flag.objects.filter(pupil=OuterRef("pupil"), kind=Flag.Kind.RISK, archived_at=None)),
        )
        .values_list(
            *("register_id", "register__provision_id", "register__site_id", "register__group_id"),
            "register__site__name",
            *("register__group__name", "register__on", "register__session", "register__starts_at"),
            *("register__closes_at", "register__ends_at", "day_ends_at", "register__finished_at"),
            *("register__imported", "register__provision__go_live_on", "register__code_set", "policy_version_id"),
            *("pk", "pupil_id", "pupil__legal_first_name", "pupil__preferred_first_name", "pupil__legal_last_name"),
            *("pupil__preferred_last_name", "placement_id", "at_risk", "told_of_am", "told_of_pm"),
            *(f"placement__{each}" for school in ("main_school", "commissioner") for each in _of_school(school)),
            "placement__main_school__calendar_changed_at",
            *("expected", "starts_at", "closes_at", "current_mark_id", "contested", "morning_ends_at", "morning_key"),
            *_OF_ANSWER,
            named=True,
        )
    )


_of_register = Prepared(
    lambda register_id: _rows(Register.objects.filter(pk=register_id).order_by()),
    lock=("SELECT 1 FROM registers_register WHERE id = %s FOR NO KEY UPDATE", "register_id"),
    register_id=-1,
)
_of_line = Prepared(
    lambda line_id: _rows(
        Register.objects.filter(
            pk=Subquery(RegisterLine.objects.filter(pk=line_id).order_by().values("register_id"))
        ).order_by()
    ),
    lock=(
        "SELECT 1 FROM registers_register WHERE id ="
        " (SELECT register_id FROM registers_registerline WHERE id = %s) FOR NO KEY UPDATE",
        "line_id",
    ),
    line_id=-1,
)


def _sheet(rows: list[Any], provision_id: int | None) -> Sheet:
    if not rows or provision_id not in (None, rows[0].register__provision_id):
        raise NoSuchRegister
    lines: dict[int, Line] = {}
    for row in rows:
        line = lines.get(row.pk)
        if line is None:
            line = lines[row.pk] = _line(row)
        if row.marks__pk is not None:
            line.answers.append(Answer(*row[-len(_OF_ANSWER) :]))
    return _head(rows[0], lines)


def _line(row: Any) -> Line:
    first = row.pupil__preferred_first_name or row.pupil__legal_first_name
    last = row.pupil__preferred_last_name or row.pupil__legal_last_name
    main_school = Told(
        row.placement__main_school_id,
        row.placement__main_school__name,
        row.placement__main_school__tell_within_minutes,
    )
    commissioner = Told(
        row.placement__commissioner_id,
        row.placement__commissioner__name,
        row.placement__commissioner__tell_within_minutes,
    )
    return Line(
        pk=row.pk,
        pupil_id=row.pupil_id,
        pupil_name=f"{first} {last}",
        placement_id=row.placement_id,
        tells=tuple(dict.fromkeys(told for told in (main_school, commissioner) if told.commissioner_id)),
        main_school_id=row.placement__main_school_id,
        school_days_changed_at=row.placement__main_school__calendar_changed_at,
        at_risk=bool(row.at_risk),
        told_of=frozenset(half for half, told in (("AM", row.told_of_am), ("PM", row.told_of_pm)) if told),
        expected=row.expected,
        starts_at=row.starts_at,
        closes_at=row.closes_at,
        current_id=row.current_mark_id,
        contested=row.contested,
        morning_ends_at=row.morning_ends_at,
        morning_key=row.morning_key or "",
    )


def _head(row: Any, lines: dict[int, Line]) -> Sheet:
    return Sheet(
        register_id=row.register_id,
        provision_id=row.register__provision_id,
        site_id=row.register__site_id,
        site_name=row.register__site__name,
        group_id=row.register__group_id,
        group_name=row.register__group__name,
        on=row.register__on,
        session=row.register__session,
        starts_at=row.register__starts_at,
        closes_at=row.register__closes_at,
        ends_at=row.register__ends_at,
        day_ends_at=row.day_ends_at,
        finished_at=row.register__finished_at,
        imported=row.register__imported,
        opens_duties=not row.register__imported and row.register__on >= row.register__provision__go_live_on,
        code_set=row.register__code_set,
        policy_version_id=row.policy_version_id,
        lines=lines,
    )
