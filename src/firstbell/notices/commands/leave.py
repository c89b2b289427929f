"""Leave that was asked for is granted or refused, by whoever may decide it (SS-7, R-090, R-092)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from firstbell.domain.errors import Refused
from firstbell.journal import Actor
from firstbell.notices.commands.telling import tell
from firstbell.notices.heeding import Event, heed
from firstbell.notices.models import LeaveDecision, Notice
from firstbell.provisions.models import Provision
from firstbell.units import unit_of_work


class NotLeave(Refused):
    """A decision about a notice that asks for no leave, or was taken back."""

    def __init__(self, notice: Notice) -> None:
        super().__init__(
            f"The notice about {notice.pupil.name} asks for no leave any more.",
            "Nothing was decided.",
            "Look at the list of notices as it is now.",
        )


class LeaveNotOurs(Refused):
    """A provision that is not a school cannot grant leave (R-090)."""

    def __init__(self, notice: Notice) -> None:
        super().__init__(
            f"{notice.pupil.provision.name} is not a school and cannot grant or refuse leave itself.",
            "The main school decides about its pupils' leave. Nothing was recorded.",
            "Ask the main school, then record what it decided and who decided it.",
        )


@dataclass(frozen=True)
class Decision:
    """What was decided about leave. exceptional: the circumstances were. decided_by: the person's name.

    code_key: what the absence then is, in the provision's own code set.
    """

    granted: bool
    exceptional: bool
    reason: str
    by_main_school: bool
    decided_by: str
    decided_on: date
    code_key: str


def decide_leave(notice: Notice, decision: Decision, *, by: Actor, at: datetime) -> LeaveDecision:
    """Record what was decided; the newest decision holds, and the notice now suggests its code.

    Raises NotLeave, LeaveNotOurs.
    """
    if notice.kind != Notice.Kind.LEAVE or notice.withdrawn_at is not None:
        raise NotLeave(notice)
    if not decision.by_main_school and notice.pupil.provision.kind != Provision.Kind.SCHOOL:
        raise LeaveNotOurs(notice)
    with unit_of_work():
        row = LeaveDecision.objects.create(notice=notice, recorded_by=by.name, recorded_at=at, **decision.__dict__)
        Notice.objects.filter(pk=notice.pk).update(code_key=decision.code_key, read_at=notice.read_at or at)
        notice.code_key = decision.code_key
        facts = {
            "granted": decision.granted,
            "exceptional": decision.exceptional,
            "reason": decision.reason,
            "decided_by": decision.decided_by,
            "whose": "the main school's" if decision.by_main_school else "our own",
            "decided_on": decision.decided_on,
            "code": decision.code_key,
        }
        tell("leave.decided", notice, facts, by=by, at=at)
        heed(Event.DECIDED, notice, by, at)
    return row
