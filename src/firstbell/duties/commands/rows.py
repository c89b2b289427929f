"""Rows of duties made from rules, and what the journal says of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from firstbell.domain.duties import DutyRule
from firstbell.duties.models import Duty
from firstbell.journal import Actor, Entry

Change = dict[str, object]


def row(
    rule: DutyRule, due_at: datetime, subject: str, on: date, session: str, provision_id: int, at: datetime
) -> Duty:
    """Return an unsaved duty of a rule. What judges it later is kept on it."""
    nears = rule.escalates
    return Duty(
        provision_id=provision_id,
        rule=rule.key,
        kind=rule.duty,
        fact=rule.when,
        subject=subject,
        on=on,
        session=session,
        owner_role=rule.owner,
        met_by=" ".join(sorted(rule.met_by)),
        sentence=rule.sentence_for(),
        clause=rule.clause,
        opened_at=at,
        due_at=due_at,
        was_late=due_at < at,
        escalates_at=due_at - timedelta(minutes=nears.minutes_before) if nears else None,
        escalates_to=nears.to if nears else "",
        if_met=" ".join(rule.if_met),
        if_missed=" ".join(rule.if_missed),
        repeats=rule.repeat is not None,
    )


def opened(duty: Duty) -> tuple[str, Change]:
    """Return the verb and what is told of a duty that opened."""
    return "duty.opened", {"rule": duty.rule, "occasion": duty.occasion, "due_at": duty.due_at}


def told_by_subject(
    changes: Iterable[tuple[str, str, str, Change]],
    *,
    by: Actor,
    at: datetime,
    provision_id: int,
    on: date,
) -> list[Entry]:
    """One journal entry for each verb, subject and session, so that a long list of duties stays a short tale.

    changes: (verb, subject, session, what is told of one duty).
    """
    told: dict[tuple[str, str, str], list[Change]] = defaultdict(list)
    for verb, subject, session, change in changes:
        told[verb, subject, session].append(change)
    return [
        Entry(
            verb,
            {"on": on, "session": session, "duties": duties},
            by=by,
            at=at,
            provision_id=provision_id,
            about=subject,
        )
        for (verb, subject, session), duties in told.items()
    ]


def opening_entries(duties: Iterable[Duty], *, by: Actor, at: datetime) -> list[Entry]:
    """Return the journal entries of duties that opened, whatever their days and provisions."""
    days: dict[tuple[int, date], list[Duty]] = defaultdict(list)
    for duty in duties:
        days[duty.provision_id, duty.on].append(duty)
    entries = []
    for (provision_id, on), rows in days.items():
        changes = [(verb, duty.subject, duty.session, told) for duty in rows for verb, told in [opened(duty)]]
        entries += told_by_subject(changes, by=by, at=at, provision_id=provision_id, on=on)
    return entries
