"""Open what a policy attaches to a fact, and let go of what a changed mark makes moot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import FilteredRelation, Q, QuerySet

from firstbell import journal
from firstbell.domain.codes import Code
from firstbell.domain.duties import Discharge, DutyKind, DutyRule, Fact, Moments, facts_of, raised_by, settled_state
from firstbell.domain.school_time import london_day
from firstbell.duties.facts import AbsenceFacts, RegisterFacts, pupil_subject
from firstbell.duties.models import Duty
from firstbell.inserting import insert
from firstbell.journal import Actor, Entry
from firstbell.policy import Policy
from firstbell.prepared import Prepared
from firstbell.provisions.models import Provision
from firstbell.units import unit_of_work

TOLD_APART = frozenset({DutyKind.TELL_THE_SCHOOL, DutyKind.PHONE_THE_SCHOOL, DutyKind.FOLLOW_UP_WITH_THE_SCHOOL})
OF_A_MARK = frozenset({Fact.ABSENCE, Fact.UNEXPLAINED_ABSENCE, Fact.N_UNRESOLVED, Fact.LATE, Fact.ARRIVED})
# A fact that is no mark holds for as long as the mark behind it does.
RESTS_ON = {
    Fact.ON_THE_WAY: Fact.UNEXPLAINED_ABSENCE,
    Fact.CONTACTS_EXHAUSTED: Fact.UNEXPLAINED_ABSENCE,
    Fact.MESSAGE_FAILED: Fact.ABSENCE,
}
THE_MARK_MET_IT = (Discharge.ARRIVAL, Discharge.DECIDED, Discharge.NOTICE)
POLICY = Actor.system("policy")

Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class _Standing:
    """A duty as it stands in the database."""

    pk: int
    rule: str
    subject: str
    session: str
    occasion: str
    fact: str
    kind: str
    state: str
    outcome: str
    due_at: datetime
    met_by: str

    @property
    def key(self) -> Key:
        return (self.rule, self.subject, self.session, self.occasion)

    @property
    def waits(self) -> bool:
        return self.state in Duty.WAITING

    @property
    def may_open_again(self) -> bool:
        """It was closed because of the mark alone, and no person did anything about it."""
        return self.state in (Duty.State.WITHDRAWN, Duty.State.MISSED) or (
            self.state == Duty.State.MET and self.outcome in THE_MARK_MET_IT
        )


def open_for(
    facts: Iterable[AbsenceFacts],
    policy: Policy,
    *,
    provision_id: int,
    at: datetime,
    by: Actor = POLICY,
    alongside: Sequence[Entry] = (),
    taken: RegisterFacts | None = None,
) -> list[Duty]:
    """Bring the duties of these lines into line with their marks: open what is due, settle what no longer applies.

    Doing it twice changes nothing. The facts are of one day and of one provision. alongside: journal entries of the
    caller, written in the same statements. taken: the register these lines are on, where it now counts as taken.
    As many statements for one line as for fifty. Returns what opened now. Nothing opens before the provision's go-live
    day; a caller passes no imported history.
    """
    lines = list(facts)
    subjects = [line.subject for line in lines] + ([taken.subject] if taken else [])
    with unit_of_work():
        if not subjects:
            journal.write_many(alongside)
            return []
        on = taken.on if taken else lines[0].on
        go_live_on, standing = _standing(provision_id, on, subjects)
        if on < go_live_on:
            journal.write_many(alongside)
            return []
        rules = _rules(policy, OF_A_MARK, on)
        new: list[Duty] = []
        again: list[_Standing] = []
        over: list[tuple[_Standing, str, str]] = []
        for line in lines:
            so = facts_of(line.code) if line.code else frozenset()
            wanted = _wanted(line, so, rules, provision_id, at)
            for duty in wanted:
                known = standing.get((duty.rule, duty.subject, duty.session, duty.occasion))
                if known is None:
                    new.append(duty)
                elif known.may_open_again:
                    again.append(known)
            theirs = [
                s for s in standing.values() if (s.subject, s.session) == (line.subject, line.session) and s.waits
            ]
            over += [(s, *ending) for s in theirs if (ending := _ending(s, so, line.code, at))]
        if taken:
            over += [
                (s, Duty.State.MET, Discharge.REGISTER_TAKEN) for s in standing.values() if _taking_meets(s, taken)
            ]
        insert(new, ignore_conflicts=True)
        _open_again(again)
        _end(over, by=by, at=at)
        entries = _told_by_subject(new, again, over, by=by, at=at, provision_id=provision_id, on=on)
        journal.write_many([*alongside, *entries])
        return new


def open_because(
    fact: Fact,
    moments: Moments,
    policy: Policy,
    *,
    provision_id: int,
    pupil_id: int,
    session: str,
    at: datetime,
    by: Actor,
    occasion: str = "",
    commissioner_id: int | None = None,
    starts_at: datetime | None = None,
) -> list[Duty]:
    """Open what the policy attaches to something that happened to one pupil, such as "on the way".

    Once for each occasion.
    """
    with unit_of_work():
        new = [
            _row(raised.rule, raised.due_at, pupil_subject(pupil_id), moments.on, session, provision_id, at)
            for raised in raised_by({fact}, moments, _rules(policy, {fact}, moments.on))
        ]
        for duty in new:
            duty.pupil_id, duty.occasion, duty.commissioner_id = pupil_id, occasion, commissioner_id
            duty.starts_at = starts_at
        insert(new, ignore_conflicts=True)
        journal.write_many(_told_by_subject(new, [], [], by=by, at=at, provision_id=provision_id, on=moments.on))
        return new


def open_register_duties(
    registers: Iterable[RegisterFacts], policy: Policy, *, provision_id: int, at: datetime, by: Actor = POLICY
) -> list[Duty]:
    """Open "take the register" for each register of a day (SS-3). Doing it twice changes nothing.

    Opened with the day, so that a register nobody has thought of is missed as loudly as any other.
    """
    new: list[Duty] = []
    with unit_of_work():
        go_live_on = Provision.objects.values_list("go_live_on", flat=True).get(pk=provision_id)
        for register in registers:
            if register.on < go_live_on:
                continue
            moments = Moments(
                on=register.on,
                happened_at=at,
                pupil_starts_at=register.starts_at,
                session_starts_at=register.starts_at,
                register_closes_at=register.closes_at,
                session_ends_at=register.ends_at,
            )
            for rule in _rules(policy, {Fact.REGISTER_NOT_TAKEN}, register.on):
                duty = _row(
                    rule, rule.due_at(moments), register.subject, register.on, register.session, provision_id, at
                )
                duty.starts_at = register.starts_at
                new.append(duty)
        known = set(
            Duty.objects.filter(provision_id=provision_id, subject__in=[d.subject for d in new]).values_list(
                "rule", "subject"
            )
        )
        new = [duty for duty in new if (duty.rule, duty.subject) not in known]
        insert(new, ignore_conflicts=True)
        if new:
            facts = {
                "on": new[0].on,
                "registers": [duty.subject for duty in new],
                "due_at": [duty.due_at for duty in new],
            }
            journal.write(
                "duty.opened", facts, by=by, at=at, provision_id=provision_id, about=f"provision:{provision_id}"
            )
    return new


def _rules(policy: Policy, facts: Iterable[Fact], on: date) -> list[DutyRule]:
    """The rules for these facts that can open now; a rule that runs from another duty waits for that duty's end."""
    rules = [rule for fact in sorted(facts) for rule in policy.rules_for(fact, on)]
    return [rule for rule in rules if not isinstance(rule.due.after, DutyKind)]


def _standing(provision_id: int, on: date, subjects: list[str]) -> tuple[date, dict[Key, _Standing]]:
    """Return the provision's go-live day and the duties these subjects have on a day, in one statement."""
    asked = {f"subject_{number}": subject for number, subject in enumerate(subjects)}
    rows = _standing_of(len(subjects))(provision_id=provision_id, on=on, **asked)
    standing = [_Standing(*values) for _, *values in rows if values[0] is not None]
    return rows[0][0], {duty.key: duty for duty in standing}


@cache
def _standing_of(count: int) -> Prepared:
    """The query for so many subjects."""

    def standing(provision_id: int, on: date, **subjects: str) -> QuerySet[Any]:
        theirs = Q(duties__subject__in=list(subjects.values()), duties__on=on)
        found = Provision.objects.filter(pk=provision_id).annotate(
            standing=FilteredRelation("duties", condition=theirs)
        )
        return found.values_list("go_live_on", *(f"standing__{name}" for name in _Standing.__annotations__), named=True)

    samples = {f"subject_{number}": f"sample {number}" for number in range(count)}
    return Prepared(standing, provision_id=-1, on=date(1901, 1, 1), **samples)


def _wanted(
    line: AbsenceFacts, so: frozenset[Fact], rules: list[DutyRule], provision_id: int, at: datetime
) -> list[Duty]:
    wanted = []
    is_past = line.on < london_day(at)
    for raised in raised_by(so, line.moments, rules, continues_run=line.follows_unexplained):
        if is_past and raised.due_at < at:
            continue  # A register put right later opens only what can still be done.
        tells = line.tells if raised.kind in TOLD_APART else (None,)
        for commissioner_id in tells:
            duty = _row(raised.rule, raised.due_at, line.subject, line.on, line.session, provision_id, at)
            duty.pupil_id, duty.starts_at = line.pupil_id, line.pupil_starts_at
            if commissioner_id is not None:
                duty.commissioner_id, duty.occasion = commissioner_id, f"to:{commissioner_id}"
            wanted.append(duty)
    return wanted


def _row(
    rule: DutyRule, due_at: datetime, subject: str, on: date, session: str, provision_id: int, at: datetime
) -> Duty:
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
    )


def _ending(duty: _Standing, so: frozenset[Fact], code: Code | None, at: datetime) -> tuple[str, str] | None:
    """Return the state and the outcome of a waiting duty that the mark ends; None for one that still applies."""
    fact = Fact(duty.fact)
    if fact not in OF_A_MARK and fact not in RESTS_ON:
        return None
    if RESTS_ON.get(fact, fact) in so:
        return None
    why = _why(code)
    if why in duty.met_by.split():
        return Duty.State.MET, why
    if code is not None and Discharge.DECIDED in duty.met_by.split():
        return Duty.State.MET, Discharge.DECIDED
    return settled_state(duty.due_at, moot_at=at), "undone" if code is None else why


def _taking_meets(duty: _Standing, taken: RegisterFacts) -> bool:
    return duty.subject == taken.subject and duty.waits and Discharge.REGISTER_TAKEN in duty.met_by.split()


def _why(code: Code | None) -> str:
    """Return what the mark says in the words that may meet a duty: the pupil came, or somebody told us."""
    if code is None:
        return ""
    return Discharge.ARRIVAL if code.is_here or code.is_present else Discharge.NOTICE


def _open_again(standing: list[_Standing]) -> None:
    if standing:
        Duty.objects.filter(pk__in=[duty.pk for duty in standing]).update(
            state=Duty.State.OPEN,
            closed_at=None,
            closed_by="",
            outcome="",
            claimed_by="",
            claimed_by_id=None,
            claimed_until=None,
        )


def _end(over: list[tuple[_Standing, str, str]], *, by: Actor, at: datetime) -> None:
    alike: dict[tuple[str, str], list[int]] = defaultdict(list)
    for duty, state, outcome in over:
        alike[state, outcome].append(duty.pk)
    instant = connection.ops.adapt_datetimefield_value(at)
    for (state, outcome), keys in alike.items():
        with connection.cursor() as cursor:
            cursor.execute(
                f"{_END} AND id IN ({', '.join(['%s'] * len(keys))})",
                [str(state), str(outcome), instant, by.name, instant, *map(str, Duty.WAITING), *keys],
            )


_END = (
    f"UPDATE {Duty._meta.db_table} SET state = %s, outcome = %s, closed_at = %s, closed_by = %s,"
    " was_late = (due_at < %s) WHERE state IN (%s, %s)"
)


def _told_by_subject(
    new: list[Duty],
    again: list[_Standing],
    over: list[tuple[_Standing, str, str]],
    *,
    by: Actor,
    at: datetime,
    provision_id: int,
    on: date,
) -> list[Entry]:
    """One journal entry for each subject and kind of change, so that a long list of duties stays a short tale."""
    told: dict[tuple[str, str, str], list[dict[str, object]]] = defaultdict(list)
    for duty in new:
        told["duty.opened", duty.subject, duty.session].append(
            {"rule": duty.rule, "occasion": duty.occasion, "due_at": duty.due_at}
        )
    for known in again:
        told["duty.reopened", known.subject, known.session].append({"rule": known.rule, "occasion": known.occasion})
    for known, state, outcome in over:
        told[f"duty.{state}", known.subject, known.session].append(
            {"rule": known.rule, "occasion": known.occasion, "outcome": outcome}
        )
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
