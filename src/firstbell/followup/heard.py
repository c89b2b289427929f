"""A notice that comes after the mark: the absence is explained, and nobody need ring home for it any more (AL-4)."""

from __future__ import annotations

from datetime import datetime

from firstbell.domain.duties import Discharge, DutyKind
from firstbell.domain.school_time import london_day
from firstbell.duties import commands as duties
from firstbell.duties.models import Duty
from firstbell.journal import Actor
from firstbell.notices.models import Notice
from firstbell.registers import commands as registers
from firstbell.registers.codesets import codes_of
from firstbell.registers.models import Mark, RegisterLine

RINGING_HOME = (DutyKind.CALL_HOME, DutyKind.REACH_SOMEONE, DutyKind.TEXT)


def explain_absences(notice: Notice, by: Actor, at: datetime) -> None:
    """Let a notice explain the absences it covers that are marked already.

    N becomes the notice's code by amendment; while the code is undecided N stays. Either way somebody has been heard
    from: reaching someone is met, and what is left of ringing home is withdrawn.
    """
    for line in _unexplained(notice, at):
        register = line.register
        if notice.code_key in codes_of(register.code_set, register.provision_id, register.on).on(register.on):
            registers.amend_mark(
                line.pk,
                notice.code_key,
                reason=f"Told: {notice.reason}",
                by=by,
                at=at,
                source=Mark.Source.CALL,
                provision_id=register.provision_id,
            )
        subject = f"pupil:{notice.pupil_id}"
        duties.meet(RINGING_HOME, subject, register.on, register.session, outcome=Discharge.NOTICE, by=by, at=at)
        left = Duty.objects.filter(
            subject=subject, on=register.on, session=register.session, kind__in=RINGING_HOME, state__in=Duty.WAITING
        )
        duties.withdraw(left, reason=Discharge.NOTICE, by=by, at=at)


def _unexplained(notice: Notice, at: datetime) -> list[RegisterLine]:
    lines = RegisterLine.objects.filter(
        pupil_id=notice.pupil_id,
        register__on__gte=notice.starts_on,
        register__on__lte=min(notice.ends_on, london_day(at)),
        dropped_at=None,
        current_mark__isnull=False,
    )
    return [
        line
        for line in lines.select_related("register", "current_mark").order_by("register__on", "register__session")
        if notice.covers(line.register.on, line.register.session)
        if codes_of(line.register.code_set, line.register.provision_id, line.register.on)
        .get(line.current_mark.code_key)
        .awaits_reason
    ]
