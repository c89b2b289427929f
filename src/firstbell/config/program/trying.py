"""How `firstbell policy try` shows duties: a table for people, JSON for programs."""

from collections.abc import Sequence
from datetime import datetime

from firstbell.config.program.words import table
from firstbell.domain.desk import Followed
from firstbell.domain.duties import DutyState
from firstbell.domain.school_time import LONDON

COLUMNS = ("due", "rule", "about", "owner", "state", "ended", "ended by")


def as_table(duties: Sequence[Followed]) -> str:
    """Return the duties as lines for people, in London's time."""
    return table(COLUMNS, [_row(duty) for duty in duties]) if duties else "No duty falls due."


def as_json(duties: Sequence[Followed]) -> list[dict[str, object]]:
    """Return the duties as values; instants as ISO 8601 with London's distance from UTC."""
    return [_values(duty) for duty in duties]


def _row(duty: Followed) -> tuple[str, ...]:
    about = " ".join(
        part
        for part in (duty.subject, duty.session or "", f"→ {duty.commissioner}" if duty.commissioner else "")
        if part
    )
    state = f"{duty.state}, late" if duty.was_late and duty.state is not DutyState.MISSED else duty.state.value
    return (
        _shown(duty.due_at),
        duty.rule.key,
        about,
        duty.owner.replace("_", "-"),
        state,
        _shown(duty.settled_at),
        duty.outcome,
    )


def _values(duty: Followed) -> dict[str, object]:
    return {
        "rule": duty.rule.key,
        "duty": duty.rule.duty,
        "fact": duty.rule.when,
        "about": duty.subject,
        "on": duty.on.isoformat(),
        "session": duty.session,
        "to": duty.commissioner or None,
        "owner": duty.owner.replace("_", "-"),
        "opened_at": _iso(duty.opened_at),
        "due_at": _iso(duty.due_at),
        "message_goes_at": _iso(duty.message_goes_at),
        "escalated_at": _iso(duty.escalated_at),
        "state": duty.state,
        "discharged_at": _iso(duty.settled_at),
        "discharged_by": duty.outcome or None,
        "late": duty.was_late,
        "born_late": duty.is_born_late,
        "sentence": duty.rule.sentence_for(),
        "clause": duty.rule.clause,
    }


def _shown(at: datetime | None) -> str:
    if at is None:
        return ""
    local = at.astimezone(LONDON)
    return f"{local:%a} {local.day} {local:%b %H:%M}" + (f":{local:%S}" if local.second else "")


def _iso(at: datetime | None) -> str | None:
    return at.astimezone(LONDON).isoformat() if at else None
