"""Who is in the building: pupils nobody expected, and pupils who leave and come back (R-017, R-133)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from firstbell import journal
from firstbell.domain.duties import Discharge, Fact
from firstbell.domain.errors import Refused
from firstbell.domain.marks import Choice
from firstbell.domain.school_time import london_day, long_date
from firstbell.duties import commands as duties
from firstbell.duties.commands.settling import meet_these
from firstbell.duties.facts import pupil_subject
from firstbell.duties.models import Duty
from firstbell.journal import Actor
from firstbell.people.models import Pupil
from firstbell.provisions.models import Site
from firstbell.registers.commands.answers import Tap
from firstbell.registers.commands.marking import Recorded, Repeated, record_mark
from firstbell.registers.models import Register, RegisterLine, SignOut
from firstbell.registers.queries.moments import moments_on
from firstbell.registers.sheets import NoSuchRegister, open_sheet_of_line
from firstbell.units import unit_of_work


class OnTheListAlready(Refused):
    """The unexpected pupil has a line in this session."""

    def __init__(self, pupil: Pupil, group_name: str) -> None:
        super().__init__(
            f"{pupil.name} is on the register of {group_name} for this session.",
            "Nobody can be in two registers at once. No line was added.",
            "Mark the pupil there.",
        )


class LeftAlready(Refused):
    """The pupil was signed out before and has not come back."""

    def __init__(self, pupil: Pupil) -> None:
        super().__init__(
            f"{pupil.name} is signed out already.", "Nothing was changed.", "If they came back, record that first."
        )


class OutOfOrder(Refused):
    """Somebody came back before leaving, or left in the future."""

    def __init__(self, what: str) -> None:
        super().__init__(what, "Nothing was saved.", "Check the time.")


def add_unexpected(
    register_id: int, pupil_id: int, tap_id: UUID, *, by: Actor, at: datetime, provision_id: int | None = None
) -> Recorded | Repeated:
    """Add a pupil who turned up although nobody expected them, and mark them here.

    Their line stands outside the possible sessions, so no figure and no duty comes of it. Raises OnTheListAlready.
    """
    with unit_of_work():
        register = Register.objects.select_related("group").filter(pk=register_id).first()
        if register is None or (provision_id is not None and register.provision_id != provision_id):
            raise NoSuchRegister
        pupil = Pupil.objects.get(pk=pupil_id, provision_id=register.provision_id)
        session = RegisterLine.objects.filter(pupil=pupil, register__on=register.on, register__session=register.session)
        line = session.filter(register=register).first()
        elsewhere = session.exclude(register=register).filter(dropped_at=None).select_related("register__group").first()
        if elsewhere is not None:
            raise OnTheListAlready(pupil, elsewhere.register.group.name)
        if line is None:
            line = RegisterLine.objects.create(
                register=register,
                pupil=pupil,
                expected=False,
                starts_at=register.starts_at,
                closes_at=register.closes_at,
            )
            _tell_line(line, register, by=by, at=at)
        elif line.dropped_at is not None:
            line.dropped_at, line.expected = None, False
            line.save(update_fields=["dropped_at", "expected"])
            _tell_line(line, register, by=by, at=at)
        elif line.expected:
            raise OnTheListAlready(pupil, register.group.name)
        outcome = record_mark(Tap(tap_id, line.pk, Choice.HERE, seen=line.current_mark_id), by=by, at=at)
        assert isinstance(outcome, Recorded | Repeated)
        return outcome


def _tell_line(line: RegisterLine, register: Register, *, by: Actor, at: datetime) -> None:
    facts = {"register": register.pk, "line": line.pk, "on": register.on, "session": register.session}
    journal.write("line.added", facts, by=by, at=at, provision_id=register.provision_id, about=f"pupil:{line.pupil_id}")


def sign_out(
    pupil: Pupil,
    site: Site,
    left_at: datetime,
    *,
    reason: str,
    collected_by: str = "",
    with_leave: bool = True,
    by: Actor,
    at: datetime,
) -> SignOut:
    """Record that a pupil left the site. The session's mark stays as it is (R-017).

    with_leave: False where nobody had agreed; the policy's duties for that open. It is recorded by the session that the
    time of leaving falls in. Raises LeftAlready, OutOfOrder.
    """
    if left_at > at:
        raise OutOfOrder("The time of leaving is still to come.")
    day = london_day(left_at)
    with unit_of_work():
        if SignOut.objects.filter(pupil=pupil, on=day, returned_at=None).exists():
            raise LeftAlready(pupil)
        left = SignOut.objects.create(
            pupil=pupil,
            site=site,
            on=day,
            left_at=left_at,
            collected_by=collected_by,
            reason=reason,
            with_leave=with_leave,
            recorded_by=by.name[:120],
            recorded_at=at,
        )
        facts = {"left_at": left_at, "collected_by": collected_by, "reason": reason, "with_leave": with_leave}
        journal.write(
            "pupil.signed-out", facts, by=by, at=at, provision_id=pupil.provision_id, about=f"pupil:{pupil.pk}"
        )
        if not with_leave and (line_id := _line_at(pupil, left_at)) is not None:
            _raise_the_alarm(left, line_id, by=by, at=at)
        return left


def left_without_leave(
    line_id: int, left_at: datetime, *, by: Actor, at: datetime, provision_id: int | None = None
) -> SignOut:
    """Record that a pupil went although nobody had agreed. Raises LeftAlready, OutOfOrder, NoSuchRegister."""
    line = RegisterLine.objects.select_related("register__site", "pupil").filter(pk=line_id).first()
    if line is None or (provision_id is not None and line.register.provision_id != provision_id):
        raise NoSuchRegister
    return sign_out(
        line.pupil, line.register.site, left_at, reason="Left without leave", with_leave=False, by=by, at=at
    )


def _line_at(pupil: Pupil, left_at: datetime) -> int | None:
    """Return the line of the session that a pupil left, the day's last one for who left after it."""
    lines = RegisterLine.objects.filter(pupil=pupil, register__on=london_day(left_at), dropped_at=None)
    rows = list(lines.order_by("register__starts_at", "pk").values_list("pk", "register__ends_at"))
    return next((pk for pk, ends_at in rows if left_at <= ends_at), rows[-1][0] if rows else None)


def _raise_the_alarm(left: SignOut, line_id: int, *, by: Actor, at: datetime) -> None:
    """Open what the policy attaches to leaving without leave. Its time runs from when the pupil left."""
    sheet = open_sheet_of_line(line_id)
    line = sheet.lines[line_id]
    if not sheet.opens_duties:
        return
    duties.open_because(
        Fact.LEFT_WITHOUT_LEAVE,
        moments_on(sheet, line, left.left_at),
        sheet.policy,
        provision_id=sheet.provision_id,
        pupil_id=line.pupil_id,
        session=sheet.session,
        starts_at=left.left_at,
        tells=[told.commissioner_id for told in line.tells],
        site=sheet.site_name,
        commissioners=tuple(told.name for told in line.tells),
        at=at,
        by=by,
        occasion=_occasion(left),
    )


def _occasion(left: SignOut) -> str:
    return f"sign-out:{left.pk}"


def sign_in(left: SignOut, returned_at: datetime, *, by: Actor, at: datetime) -> None:
    """Record that a pupil came back: nobody need ring about it any more. Safe to repeat. Raises OutOfOrder."""
    if not left.left_at <= returned_at <= at:
        raise OutOfOrder(f"The time of coming back is before they left on {long_date(left.on)}, or still to come.")
    with unit_of_work():
        came_back = SignOut.objects.filter(pk=left.pk, returned_at=None).update(returned_at=returned_at)
        if came_back:
            provision_id = left.pupil.provision_id
            facts = {"returned_at": returned_at, "left_at": left.left_at}
            journal.write(
                "pupil.signed-in", facts, by=by, at=at, provision_id=provision_id, about=f"pupil:{left.pupil_id}"
            )
            opened = Duty.objects.filter(
                Q(occasion=_occasion(left)) | Q(occasion__startswith=f"{_occasion(left)} "),
                subject=pupil_subject(left.pupil_id),
                on=left.on,
                state__in=Duty.WAITING,
            )
            meet_these(list(opened), outcome=Discharge.ARRIVAL, by=by, at=at)
            duties.withdraw(list(opened.all()), reason=Discharge.ARRIVAL, by=by, at=at)
