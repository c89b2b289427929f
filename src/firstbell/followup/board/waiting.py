"""What the board reads: the duties that wait and the emails of the day, as light rows."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from django.db.models import Case, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from firstbell.domain.duties import DutyKind
from firstbell.duties import queries as duties
from firstbell.duties.models import Duty, DutyMessage
from firstbell.outbox.models import Message
from firstbell.placements.models import Placement
from firstbell.prepared import Prepared
from firstbell.registers.models import RegisterLine


class Waits(NamedTuple):
    """A duty that waits, with its pupil or its school.

    school: the pupil's own school, by name. register_id, line_id: of a decision about N, the line that waits for it.
    """

    id: int
    kind: str
    fact: str
    rule: str
    subject: str
    occasion: str
    sentence: str
    clause: str
    owner_role: str
    met_by: str
    opened_at: datetime
    on: date
    session: str
    due_at: datetime
    starts_at: datetime | None
    state: str
    claimed_by: str
    claimed_by_id: int | None
    claimed_until: datetime | None
    commissioner_id: int | None
    commissioner_name: str | None
    commissioner_phone: str | None
    pupil_id: int | None
    legal_first_name: str | None
    legal_last_name: str | None
    preferred_first_name: str | None
    preferred_last_name: str | None
    year_group: int | None
    travel: str | None
    travel_note: str | None
    adjustments: str | None
    school: str | None
    register_id: int | None
    line_id: int | None

    @property
    def first_name(self) -> str:
        return self.preferred_first_name or self.legal_first_name or ""

    @property
    def name(self) -> str:
        """The name staff use."""
        return f"{self.first_name} {self.preferred_last_name or self.legal_last_name or ''}".strip()


COLUMNS = (
    *("pk", "kind", "fact", "rule", "subject", "occasion", "sentence", "clause", "owner_role", "met_by", "opened_at"),
    *("on", "session", "due_at", "starts_at", "state"),
    *("claimed_by", "claimed_by_id", "claimed_until", "commissioner_id", "commissioner__name", "commissioner__phone"),
    *("pupil_id", "pupil__legal_first_name", "pupil__legal_last_name"),
    *("pupil__preferred_first_name", "pupil__preferred_last_name", "pupil__year_group"),
    *("pupil__travel", "pupil__travel_note", "pupil__adjustments", "school", "register_id", "line_id"),
)


class Mail(NamedTuple):
    """An email to a school, as far as the board shows it."""

    id: int
    commissioner_id: int | None
    on: date
    session: str
    to_name: str
    state: str
    tries: int
    held_by: str
    due_at: datetime
    server_reply: str


def _due(provision_id: int, today: date, until: datetime) -> QuerySet[Any]:
    school = (
        Placement.objects.filter(pupil=OuterRef("pupil"), archived_at=None, starts_on__lte=today)
        .order_by("-starts_on", "-pk")
        .values(school=Coalesce("main_school__name", "commissioner__name"))[:1]
    )
    line = RegisterLine.objects.filter(
        pupil=OuterRef("pupil"), register__on=OuterRef("on"), register__session=OuterRef("session"), dropped_at=None
    ).order_by("pk")
    return (
        duties.waiting(provision_id, until)
        .annotate(
            school=Subquery(school),
            register_id=Case(When(kind=DutyKind.DECIDE_N, then=Subquery(line.values("register_id")[:1]))),
            line_id=Case(When(kind=DutyKind.DECIDE_N, then=Subquery(line.values("pk")[:1]))),
        )
        .values_list(*COLUMNS, named=True)
    )


_waiting = Prepared(_due, provision_id=-1, today=date(1901, 1, 1), until=datetime(1901, 1, 2, tzinfo=UTC))


def waiting(provision_id: int, today: date, until: datetime) -> list[Waits]:
    """Return the duties due by an instant, least time left first. One statement."""
    return [Waits(*row) for row in _waiting(provision_id=provision_id, today=today, until=until)]


def _links(provision_id: int, today: date) -> QuerySet[Any]:
    return (
        DutyMessage.objects.filter(
            message__provision_id=provision_id, message__on=today, message__channel=Message.Channel.EMAIL
        )
        .exclude(duty__kind=DutyKind.LETTER)  # It goes in its own time, and has a page of its own.
        .order_by("duty__due_at", "duty_id")
        .values_list(
            *(f"message__{name}" for name in ("pk", *Mail._fields[1:])),
            *("duty__state", "duty__pupil_id", "duty__pupil__legal_first_name", "duty__pupil__preferred_first_name"),
            named=True,
        )
    )


_linked = Prepared(_links, provision_id=-1, today=date(1901, 1, 1))


def mails(provision_id: int, today: date) -> tuple[dict[int, Mail], dict[int, dict[int, str]]]:
    """Return today's emails by id, and the first names, by pupil, of those each is still about. One statement."""
    found: dict[int, Mail] = {}
    about: dict[int, dict[int, str]] = defaultdict(dict)
    for *mail, state, pupil_id, legal, preferred in _linked(provision_id=provision_id, today=today):
        if mail[0] not in found:
            found[mail[0]] = Mail(*mail)
        if state != Duty.State.WITHDRAWN:
            about[mail[0]][pupil_id] = preferred or legal
    return found, about


def open_mails(found: dict[int, Mail], about: dict[int, dict[int, str]]) -> list[Mail]:
    """Return the emails that a person can still do something about, soonest first."""
    states = (*Message.OPEN, *Message.LOST)
    kept = [mail for mail in found.values() if mail.state in states and about[mail.id]]
    return sorted(kept, key=lambda mail: (mail.due_at, mail.id))
