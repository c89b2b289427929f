"""Duties: what must be done, by whom and by when, because of something that happened.

A policy holds rules of one shape: *when* a fact is so, a *duty* opens, *due* at an instant worked out from the
pupil's own start and the days of the school calendar. Everything here is values; opening rows and telling time belong
to the callers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from firstbell.domain.codes import Code, Meaning
from firstbell.domain.duty_rules import Due, DutyRule, Escalation, MessageTimes, Repeat, add_months
from firstbell.domain.duty_words import (
    Anchor,
    Discharge,
    DutyKind,
    DutyState,
    Each,
    Fact,
    Hand,
    Owner,
    anchors_of,
    can_meet,
    figures_of,
    further_figures_of,
)
from firstbell.domain.moments import Moments, MomentUnknown

__all__ = [
    "Anchor",
    "Discharge",
    "Due",
    "Duty",
    "DutyKind",
    "DutyRule",
    "DutyState",
    "Each",
    "Escalation",
    "Fact",
    "Hand",
    "MessageTimes",
    "MomentUnknown",
    "Moments",
    "Owner",
    "Repeat",
    "add_months",
    "anchors_of",
    "can_meet",
    "facts_of",
    "figures_of",
    "followers",
    "further_figures_of",
    "raised_by",
    "settled_state",
    "was_late",
]


@dataclass(frozen=True)
class Duty:
    """One duty that a fact opens."""

    rule: DutyRule
    due_at: datetime
    is_born_late: bool
    """It was already past its time when it opened: the register came late, the duty did not move."""

    @property
    def kind(self) -> DutyKind:
        return self.rule.duty

    @property
    def owner(self) -> Owner:
        return self.rule.owner

    @property
    def sentence(self) -> str:
        return self.rule.sentence_for()


def facts_of(code: Code) -> frozenset[Fact]:
    """Return the facts that a mark of this code makes so.

    U counts as an absence in the figures, but the pupil is here, so nobody is rung. A pupil who is unable to attend
    was expected and is not here: the school is told. A session that is not the pupil's makes nothing so.
    """
    if code.is_late:
        return frozenset({Fact.LATE, Fact.ARRIVED})
    if code.is_present or code.meaning is Meaning.NOT_COUNTED:
        return frozenset()
    if code.awaits_reason:
        return frozenset({Fact.ABSENCE, Fact.UNEXPLAINED_ABSENCE, Fact.N_UNRESOLVED})
    return frozenset({Fact.ABSENCE})


def raised_by(
    facts: Iterable[Fact], moments: Moments, rules: Iterable[DutyRule], *, continues_run: bool = False
) -> list[Duty]:
    """Return the duties that facts open under the rules that hold on the day, soonest first.

    continues_run: this session continues an unexplained absence of the same day, whose call has already been opened.
    Raises MomentUnknown.
    """
    so = frozenset(facts)
    duties = []
    for rule in rules:
        if rule.when not in so or not rule.holds_on(moments.on):
            continue
        if rule.each is Each.RUN and continues_run:
            continue
        due_at = rule.due_at(moments)
        duties.append(Duty(rule, due_at, is_born_late=due_at < moments.happened_at))
    return sorted(duties, key=lambda duty: duty.due_at)


def settled_state(due_at: datetime, *, met_at: datetime | None = None, moot_at: datetime | None = None) -> DutyState:
    """Return how a duty ends.

    Met when it was done, on time or late (`was_late` says which). No longer needed: withdrawn before its time, missed
    after. Raises ValueError unless it was done or became moot.
    """
    if met_at is not None:
        return DutyState.MET
    if moot_at is None:
        raise ValueError("a duty ends by being met or by becoming moot")
    return DutyState.WITHDRAWN if moot_at <= due_at else DutyState.MISSED


def followers(rule: DutyRule, state: DutyState, rules: Iterable[DutyRule]) -> list[DutyRule]:
    """Return the rules that open when a duty of this rule ends so: met, or missed; a withdrawn one opens none."""
    keys = {DutyState.MET: rule.if_met, DutyState.MISSED: rule.if_missed}.get(state, ())
    return [other for other in rules if other.when is Fact.AFTER_A_DUTY and other.key in keys]


def was_late(due_at: datetime, met_at: datetime) -> bool:
    """Whether a duty was met after its time; a late call stays visible as late (SS-14)."""
    return met_at > due_at
