"""What follows when somebody tells us: the absence is explained, and nobody need ring home for it any more (AL-4)."""

from __future__ import annotations

from datetime import datetime

from firstbell.domain.duties import Discharge, DutyKind, Fact, Moments
from firstbell.domain.school_time import london_day, london_time
from firstbell.duties import commands as duties
from firstbell.duties.commands.settling import meet_these
from firstbell.duties.facts import pupil_subject
from firstbell.duties.models import Duty
from firstbell.followup.commands.calling import LIKELY_JOURNEY
from firstbell.journal import Actor
from firstbell.notices.models import Notice
from firstbell.provisions import queries as provisions
from firstbell.registers import commands as registers
from firstbell.registers.codesets import codes_of
from firstbell.registers.models import Mark, RegisterLine

RINGING_HOME = (DutyKind.CALL_HOME, DutyKind.REACH_SOMEONE, DutyKind.TEXT)


def explain_absences(notice: Notice, by: Actor, at: datetime) -> None:
    """Let a notice explain the absences it covers that are marked already.

    N becomes the notice's code by amendment; while the code is undecided N stays. Either way somebody has been heard
    from: reaching someone is met, and what is left of ringing home is withdrawn. Sessions still to come ring nobody
    either: the register asks for notices when it is marked. A request to be rung explains nothing.
    """
    if notice.kind == Notice.Kind.RING:
        return
    for line in _unexplained(notice, at):
        register = line.register
        if notice.code_key in codes_of(register.code_set, register.provision_id, register.on).on(register.on):
            registers.amend_mark(
                line.pk,
                notice.code_key,
                reason=_told(notice),
                by=by,
                at=at,
                source=Mark.Source.CALL,
                provision_id=register.provision_id,
            )
        _stop_ringing(line, by, at)
        if notice.kind == Notice.Kind.COMING:
            _expect(line, notice.expected_at or notice.received_at + LIKELY_JOURNEY, by, at)
    _note_an_update(notice, by, at)


def open_again(notice: Notice, by: Actor, at: datetime) -> None:
    """Open what a notice had stopped, now that it was taken back: its marks are N again, and home is rung.

    A mark that somebody changed since, or that never came from this notice, stays as it is.
    """
    for line in _lines(notice, at):
        mark = line.current_mark
        before = mark.replaces
        ours = before is not None and (mark.code_key, mark.reason) == (notice.code_key, _told(notice))
        if ours:
            registers.amend_mark(
                line.pk,
                before.code_key,
                reason=f"Taken back: {notice.reason}",
                by=by,
                at=at,
                provision_id=line.register.provision_id,
            )
        elif _awaits_reason(line):
            registers.look_again(line.pk, by=by, at=at, provision_id=line.register.provision_id)
    duties.withdraw(_leave_duties(notice), reason="taken back", by=by, at=at)


def ask_about_leave(notice: Notice, by: Actor, at: datetime) -> None:
    """Open the decision about leave that was asked for (SS-7)."""
    if notice.kind != Notice.Kind.LEAVE:
        return
    provision_id, today = notice.pupil.provision_id, london_day(at)
    duties.open_because(
        Fact.LEAVE_ASKED,
        Moments(on=today, happened_at=at, calendar=provisions.calendar(provision_id)),
        provisions.policy_on(provision_id, today),
        provision_id=provision_id,
        pupil_id=notice.pupil_id,
        session="",
        occasion=_occasion(notice),
        at=at,
        by=by,
    )


def settle_leave(notice: Notice, by: Actor, at: datetime) -> None:
    """The decision about leave meets what was due."""
    if notice.kind == Notice.Kind.LEAVE:
        meet_these(_leave_duties(notice), outcome=Discharge.DECIDED, by=by, at=at)


def settle_confirmation(notice: Notice, by: Actor, at: datetime) -> None:
    """What came in writing meets "confirm in writing", unless another notice still waits for it (SS-6)."""
    waits = Notice.objects.filter(
        pupil_id=notice.pupil_id,
        wants_confirmation=True,
        confirmed_at=None,
        withdrawn_at=None,
        ends_on__lte=notice.ends_on,
    )
    if not waits.exists():
        theirs = Duty.objects.filter(
            subject=pupil_subject(notice.pupil_id), kind=DutyKind.CONFIRM_IN_WRITING, state__in=Duty.WAITING
        )
        meet_these(theirs, outcome=Discharge.CONFIRMED, by=by, at=at)


def _stop_ringing(line: RegisterLine, by: Actor, at: datetime) -> None:
    register, subject = line.register, pupil_subject(line.pupil_id)
    duties.meet(RINGING_HOME, subject, register.on, register.session, outcome=Discharge.NOTICE, by=by, at=at)
    left = Duty.objects.filter(
        subject=subject, on=register.on, session=register.session, kind__in=RINGING_HOME, state__in=Duty.WAITING
    )
    duties.withdraw(left, reason=Discharge.NOTICE, by=by, at=at)


def _expect(line: RegisterLine, expected_at: datetime, by: Actor, at: datetime) -> None:
    """Open the check that a pupil said to be on the way has come, as a call does (SS-15)."""
    register = line.register
    duties.open_because(
        Fact.ON_THE_WAY,
        Moments(on=register.on, happened_at=expected_at, pupil_starts_at=line.starts_at),
        provisions.policy_on(register.provision_id, register.on),
        provision_id=register.provision_id,
        pupil_id=line.pupil_id,
        session=register.session,
        occasion=f"{london_time(expected_at):%H:%M}",
        starts_at=at,
        at=at,
        by=by,
    )


def _note_an_update(notice: Notice, by: Actor, at: datetime) -> None:
    """News from home is the update that a further day of absence asks for (AL-10)."""
    if notice.told_by in Notice.FROM_HOME:
        asked = Duty.objects.filter(
            subject=pupil_subject(notice.pupil_id), kind=DutyKind.ASK_FOR_AN_UPDATE, state__in=Duty.WAITING
        )
        meet_these(asked, outcome=Discharge.NOTICE, by=by, at=at)


def _told(notice: Notice) -> str:
    return f"Told: {notice.reason}"


def _occasion(notice: Notice) -> str:
    return f"notice:{notice.pk}"


def _leave_duties(notice: Notice) -> list[Duty]:
    theirs = Duty.objects.filter(subject=pupil_subject(notice.pupil_id), kind=DutyKind.DECIDE_LEAVE)
    return list(theirs.filter(occasion=_occasion(notice), state__in=Duty.WAITING))


def _unexplained(notice: Notice, at: datetime) -> list[RegisterLine]:
    return [line for line in _lines(notice, at) if _awaits_reason(line)]


def _awaits_reason(line: RegisterLine) -> bool:
    register = line.register
    codes = codes_of(register.code_set, register.provision_id, register.on)
    return codes.get(line.current_mark.code_key).awaits_reason


def _lines(notice: Notice, at: datetime) -> list[RegisterLine]:
    """Return the marked lines that a notice covers, in order."""
    lines = RegisterLine.objects.filter(
        pupil_id=notice.pupil_id,
        register__on__gte=notice.starts_on,
        register__on__lte=min(notice.ends_on, london_day(at)),
        dropped_at=None,
        current_mark__isnull=False,
    )
    return [
        line
        for line in lines.select_related("register", "current_mark__replaces").order_by(
            "register__on", "register__session"
        )
        if notice.covers(line.register.on, line.register.session)
    ]
