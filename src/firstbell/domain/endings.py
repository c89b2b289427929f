"""What a line's mark makes so, and which waiting duties it ends."""

from collections.abc import Collection
from datetime import datetime

from firstbell.domain.codes import Code
from firstbell.domain.duties import Discharge, DutyState, Fact, facts_of, settled_state

OF_A_MARK = frozenset(
    {Fact.ABSENCE, Fact.UNEXPLAINED_ABSENCE, Fact.AT_RISK_ABSENCE, Fact.N_UNRESOLVED, Fact.LATE, Fact.ARRIVED}
)
THE_MARK_MET_IT = (Discharge.ARRIVAL, Discharge.DECIDED, Discharge.NOTICE)
"""Met so, a duty was ended by the mark alone, and a changed mark opens it again."""
RESTS_ON = {
    Fact.ON_THE_WAY: Fact.UNEXPLAINED_ABSENCE,
    Fact.UNAWARE: Fact.UNEXPLAINED_ABSENCE,
    Fact.CONTACTS_EXHAUSTED: Fact.UNEXPLAINED_ABSENCE,
    Fact.NOBODY_FOUND: Fact.ABSENCE,
    Fact.ABSENT_DAYS_IN_A_ROW: Fact.ABSENCE,
    Fact.MESSAGE_FAILED: Fact.ABSENCE,
    Fact.MESSAGE_UNREAD: Fact.ABSENCE,
}
"""A fact that is no mark holds for as long as the mark behind it does. Leaving without leave is not among them: it has
a clock of its own, whatever becomes of the mark; and a pupil whom nobody found is not found by N becoming O."""


def facts_of_line(code: Code | None, *, at_risk: bool = False, heard: bool = False) -> frozenset[Fact]:
    """Return what a line's mark makes so; of a pupil with a risk flag, an absence nobody can explain is more than that.

    heard: a notice speaks of this session. An absence we were told of rings nobody, though its code may still wait for
    a decision.
    """
    so = facts_of(code) if code else frozenset()
    if heard:
        return so - {Fact.UNEXPLAINED_ABSENCE}
    return so | {Fact.AT_RISK_ABSENCE} if at_risk and Fact.UNEXPLAINED_ABSENCE in so else so


def ending_of(
    fact: Fact, met_by: Collection[str], due_at: datetime, so: Collection[Fact], code: Code | None, at: datetime
) -> tuple[DutyState, str] | None:
    """Return the state and the outcome of a waiting duty that a mark ends; None for one that still applies.

    fact: what opened the duty. so: what the mark, of this code, makes so now; None is a line that is blank again.
    """
    if fact not in OF_A_MARK and fact not in RESTS_ON:
        return None
    if RESTS_ON.get(fact, fact) in so:
        return None
    why = _why(code)
    if why in met_by:
        return DutyState.MET, why
    if code is not None and Discharge.DECIDED in met_by:
        return DutyState.MET, Discharge.DECIDED
    return settled_state(due_at, moot_at=at), "undone" if code is None else why


def _why(code: Code | None) -> str:
    """Return what the mark says in the words that may meet a duty: the pupil came, or somebody told us."""
    if code is None:
        return ""
    return Discharge.ARRIVAL if code.is_here or code.is_present else Discharge.NOTICE
