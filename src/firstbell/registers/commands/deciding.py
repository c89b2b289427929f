"""N that nobody explained becomes O when the policy's time for a decision is over (R-014, SS-5)."""

from __future__ import annotations

from datetime import date, datetime

from firstbell.domain.duties import DutyKind, Hand
from firstbell.duties.commands.scoped import scope_of
from firstbell.duties.models import Duty
from firstbell.journal import Actor
from firstbell.policy import Policy
from firstbell.provisions import queries as provisions
from firstbell.registers.commands.amending import amend_mark
from firstbell.registers.models import Mark, RegisterLine
from firstbell.registers.sheets import open_sheet_of_line
from firstbell.units import unit_of_work

POLICY = Actor.system("policy")
AT_ONCE = 50
REASON = "Nobody gave a reason in the time the policy allows."


def close_undecided(provision_id: int, at: datetime) -> int:
    """Amend to O every N of a provision whose decision was due by an instant and was not made; return how many.

    Each is an amendment of its own, by the policy and marked as such; the original stays. Where the rule that opened
    the decision leaves it to a person's hand, N stays, and the decision stays to be made, late.
    """
    waiting = Duty.objects.filter(provision_id=provision_id, state__in=Duty.WAITING, due_at__lt=at)
    policies: dict[date, Policy] = {}
    closed = 0
    for duty in waiting.filter(kind=DutyKind.DECIDE_N).order_by("due_at"):
        if duty.on not in policies:
            policies[duty.on] = provisions.policy_on(provision_id, duty.on)
        if hand_of(duty, policies[duty.on]) is Hand.PERSON:
            continue
        lines = RegisterLine.objects.filter(
            pupil_id=duty.pupil_id,
            register__on=duty.on,
            register__session=duty.session,
            current_mark__isnull=False,
        )
        for line_id in lines.values_list("pk", flat=True):
            closed += _close(line_id, at)
        if closed >= AT_ONCE:
            break
    return closed


def hand_of(duty: Duty, policy: Policy) -> Hand:
    """Return whose hand writes the O of a decision, by the rule that opened it, there and for them."""
    site, commissioners = scope_of(policy, duty.pupil_id, duty.on)
    rule = policy.rule(duty.rule, duty.on, site=site, commissioners=commissioners)
    return rule.hand if rule is not None else Hand.POLICY


def _close(line_id: int, at: datetime) -> bool:
    with unit_of_work():
        sheet = open_sheet_of_line(line_id)
        current = sheet.lines[line_id].current
        if current is None or not sheet.codes.get(current.code_key).awaits_reason:
            return False
        amend_mark(line_id, sheet.own_key("O"), reason=REASON, by=POLICY, at=at, source=Mark.Source.SYSTEM)
        return True
