"""What the pages beside the board show: a call to log, what was late, numbers to put right, one pupil's duties."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from firstbell.domain.codes import Code
from firstbell.duties.facts import register_subject
from firstbell.duties.models import Duty
from firstbell.followup.board.counts import unexplained, wrong_numbers
from firstbell.followup.forms import reasons
from firstbell.followup.home.calls import attempts_of, people_of
from firstbell.followup.home.ringing import Person
from firstbell.followup.models import ContactAttempt
from firstbell.provisions import queries as provisions
from firstbell.provisions.phones import shown
from firstbell.registers.models import Register


@dataclass(frozen=True)
class AttemptPage:
    """A duty with the people who may be rung, today's attempts and the reasons that can be given."""

    duty: Duty
    people: list[Person]
    attempts: list[ContactAttempt]
    reasons: list[Code]


def attempt_page(duty: Duty) -> AttemptPage:
    pupil_id = duty.pupil_id or 0
    codes = provisions.policy_on(duty.provision_id, duty.on).own_code_set(duty.on)
    return AttemptPage(
        duty=duty,
        people=people_of([pupil_id]).get(pupil_id, []),
        attempts=attempts_of([pupil_id], duty.on).get(pupil_id, []),
        reasons=reasons(codes, duty.on),
    )


def waiting_for(duties: QuerySet[Duty], pupil_id: int) -> list[Duty]:
    """Return what of these duties waits about a pupil, least time left first."""
    return list(duties.filter(pupil_id=pupil_id, closed_at=None).order_by("due_at", "pk"))


@dataclass(frozen=True)
class Late:
    """A duty that was late: about whom, when it was due, how and when it ended. minutes: how late, None if undone."""

    id: int
    name: str
    sentence: str
    clause: str
    due_at: datetime
    closed_at: datetime
    minutes: int | None
    by: str


def late_of(duties: QuerySet[Duty], day: date) -> list[Late]:
    """Return what of these duties was late on a day and has no reason yet, in the order they were due."""
    rows = list(duties & unexplained(day))
    groups = _groups({duty.subject for duty in rows if duty.pupil is None})
    return [_late(duty, groups) for duty in sorted(rows, key=lambda duty: (duty.due_at, duty.pk))]


def _groups(subjects: Collection[str]) -> dict[str, str]:
    """Return the name of the group of each register, by its subject."""
    ids = [int(subject.partition(":")[2]) for subject in subjects if subject.startswith("register:")]
    found = Register.objects.filter(pk__in=ids).values_list("pk", "group__name") if ids else ()
    return {register_subject(pk): name for pk, name in found}


def _late(duty: Duty, groups: Mapping[str, str]) -> Late:
    school = duty.commissioner.name if duty.commissioner else ""
    pupil = duty.pupil.name if duty.pupil else groups.get(duty.subject, "")
    met = duty.state == Duty.State.MET
    closed_at = duty.closed_at or duty.due_at
    return Late(
        id=duty.pk,
        name=", ".join(filter(None, [pupil, school])),
        sentence=duty.sentence,
        clause=duty.clause,
        due_at=duty.due_at,
        closed_at=closed_at,
        minutes=int((closed_at - duty.due_at).total_seconds() // 60) if met else None,
        by=duty.closed_by,
    )


@dataclass(frozen=True)
class WrongNumber:
    """A number that was found wrong: whose, and who found it when."""

    pupil_id: int
    pupil: str
    contact_id: int
    who: str
    number: str
    found_at: datetime
    by: str


def wrong_numbers_of(provision_id: int, pupil_id: int | None = None) -> list[WrongNumber]:
    """Return the numbers to put right, of one pupil or of all, the latest found first. One statement."""
    rows = wrong_numbers().filter(contact__pupil__provision_id=provision_id)
    if pupil_id is not None:
        rows = rows.filter(contact__pupil_id=pupil_id)
    found: dict[tuple[int | None, str], WrongNumber] = {}
    for row in rows.select_related("contact__pupil").order_by("-made_at", "-pk"):
        contact = row.contact
        if contact is not None:
            wrong = WrongNumber(
                pupil_id=contact.pupil_id,
                pupil=contact.pupil.name,
                contact_id=contact.pk,
                who=f"{contact.relationship}, {contact.name}" if contact.relationship else contact.name,
                number=shown(row.number),
                found_at=row.made_at,
                by=row.made_by,
            )
            found.setdefault((row.contact_id, row.number), wrong)
    return list(found.values())
