"""Closing a day: only when every line is accounted for; and it stays closed."""

from __future__ import annotations

from datetime import date, datetime

from firstbell import journal
from firstbell.domain.duties import Discharge, DutyKind
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import long_date
from firstbell.duties.commands.settling import meet_these
from firstbell.duties.facts import day_subject
from firstbell.duties.models import Duty
from firstbell.journal import Actor
from firstbell.reports.handover.sheet import Accounts, accounts, duties_of_day
from firstbell.reports.models import Handover
from firstbell.reports.promises.shares import promises, total
from firstbell.units import unit_of_work


class NotAccountedFor(Refused):
    """Something of the day is still open."""

    def __init__(self, on: date, left: Accounts) -> None:
        super().__init__(
            f"{long_date(on)} is not closed: not every line is accounted for.",
            " ".join(left.words),
            "Put these right, then close the day.",
        )


class ClosedAlready(Refused):
    """The day was closed before."""

    def __init__(self, handover: Handover) -> None:
        super().__init__(
            f"{long_date(handover.on)} was closed by {handover.closed_by}.",
            "A day is closed once and stays closed.",
            "What changes now is shown as after closing.",
        )


def close_day(provision_id: int, on: date, *, note: str = "", by: Actor, at: datetime) -> Handover:
    """Close a day and meet the duty to close it (SS-37). Raises NotAccountedFor, ClosedAlready.

    Of two people who close at once, one does: the row is one for each day.
    """
    with unit_of_work():
        left = accounts(provision_id, on)
        if not left.are_settled:
            raise NotAccountedFor(on, left)
        whole = total(promises(duties_of_day(Duty.objects.filter(provision_id=provision_id), on)))
        counts = {
            "lines": left.lines,
            "in_time": whole.in_time,
            "late": whole.late,
            "missed": whole.missed + whole.late_open,
        }
        handover, made = Handover.objects.get_or_create(
            provision_id=provision_id,
            on=on,
            defaults={
                **counts,
                "note": note,
                "closed_at": at,
                "closed_by": by.name,
                "closed_by_role": by.role[:40],
            },
        )
        if not made:
            raise ClosedAlready(handover)
        subject = day_subject(on)
        closing = Duty.objects.filter(
            provision_id=provision_id, subject=subject, on=on, kind=DutyKind.CLOSE_THE_DAY, closed_at=None
        )
        meet_these(closing, outcome=Discharge.DONE, by=by, at=at)
        facts = {"on": on, "note": note, **counts}
        journal.write("day.closed", facts, by=by, at=at, provision_id=provision_id, about=subject)
    return handover
