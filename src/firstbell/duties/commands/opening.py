"""Open what a policy attaches to a fact, and let go of what a changed mark makes moot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType

from django.db import connection

from firstbell import journal
from firstbell.domain.codes import Code
from firstbell.domain.contact import ContactStep
from firstbell.domain.duties import Discharge, DutyKind, DutyRule, Fact, Moments, raised_by
from firstbell.domain.duty_words import TOLD_APART
from firstbell.domain.endings import OF_A_MARK, ending_of, facts_of_line
from firstbell.domain.school_time import london_day
from firstbell.duties.commands import following, standing
from firstbell.duties.commands.rows import opened, opening_entries, row, told_by_subject
from firstbell.duties.commands.scoped import RulesHere, rules_here, scope_of
from firstbell.duties.commands.standing import Standing
from firstbell.duties.facts import AbsenceFacts, RegisterFacts, pupil_subject
from firstbell.duties.models import Duty
from firstbell.inserting import insert
from firstbell.journal import Actor, Entry
from firstbell.policy import Policy
from firstbell.provisions.models import Provision
from firstbell.units import unit_of_work

POLICY = Actor.system("policy")


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
        go_live_on, before = standing.read(provision_id, on, subjects)
        if on < go_live_on:
            journal.write_many(alongside)
            return []
        rules = rules_here(policy, OF_A_MARK, on)
        new: list[Duty] = []
        again: list[Standing] = []
        over: list[tuple[Standing, str, str]] = []
        for line in lines:
            so = facts_of_line(line.code, at_risk=line.at_risk, heard=line.heard)
            for duty in _wanted(line, so, rules, provision_id, at):
                known = before.get((duty.rule, duty.subject, duty.session, duty.occasion))
                if known is None:
                    new.append(duty)
                elif known.may_open_again:
                    again.append(known)
            theirs = [s for s in before.values() if (s.subject, s.session) == (line.subject, line.session) and s.waits]
            over += [(s, *ending) for s in theirs if (ending := _ending(s, so, line.code, at))]
        if taken:
            over += [(s, Duty.State.MET, Discharge.REGISTER_TAKEN) for s in before.values() if _taking_meets(s, taken)]
        met = [s.as_duty(provision_id, on, outcome) for s, state, outcome in over if state == Duty.State.MET]
        new += following.missed_at_birth(new, at, policy) + following.after_marked(met, at, policy)
        insert(new, ignore_conflicts=True)
        _open_again(again)
        _end(over, by=by, at=at)
        changes = [(verb, duty.subject, duty.session, told) for duty in new for verb, told in [opened(duty)]]
        changes += [("duty.reopened", s.subject, s.session, {"rule": s.rule, "occasion": s.occasion}) for s in again]
        changes += [
            (f"duty.{state}", s.subject, s.session, {"rule": s.rule, "occasion": s.occasion, "outcome": outcome})
            for s, state, outcome in over
        ]
        entries = told_by_subject(changes, by=by, at=at, provision_id=provision_id, on=on)
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
    tells: Sequence[int] = (),
    starts_at: datetime | None = None,
    site: str = "",
    commissioners: tuple[str, ...] = (),
    only: Callable[[DutyRule], bool] = lambda rule: True,
    letters_to: Mapping[ContactStep, int] = MappingProxyType({}),
) -> list[Duty]:
    """Open what the policy attaches to something that happened to one pupil, such as "on the way".

    Once for each occasion. only: which rules of the fact, such as those of one threshold. letters_to: the school and
    the council a letter may be for. commissioner_id: None where it is not about one school alone; what is owed to
    schools then opens for each of tells, else for each that is told of the pupil's day. site, commissioners: the names
    whose own rules take the place of the general ones.
    """
    with unit_of_work():
        scope = (site, commissioners) if site or commissioners else scope_of(policy, pupil_id, moments.on)
        rules = [rule for rule in rules_here(policy, frozenset({fact}), moments.on).at(*scope) if only(rule)]
        raised = raised_by({fact}, moments, rules)
        apart = any(each.kind in TOLD_APART for each in raised) and commissioner_id is None
        told = (list(tells) or _told_of(pupil_id, moments.on)) if apart else []
        new = []
        for each in raised:
            schools = told if told and each.kind in TOLD_APART else [commissioner_id]
            if each.kind is DutyKind.LETTER and each.rule.to is not ContactStep.HOME:
                schools = [letters_to[each.rule.to]] if each.rule.to in letters_to else []
            for school in schools:
                duty = row(each.rule, each.due_at, pupil_subject(pupil_id), moments.on, session, provision_id, at)
                duty.pupil_id, duty.commissioner_id, duty.starts_at = pupil_id, school, starts_at
                duty.occasion = occasion if school == commissioner_id else f"{occasion} to:{school}".strip()
                new.append(duty)
        new += following.missed_at_birth(new, at, policy)
        insert(new, ignore_conflicts=True)
        journal.write_many(opening_entries(new, by=by, at=at))
        return new


def _told_of(pupil_id: int, on: date) -> list[int]:
    """Return the schools and councils that are told of a pupil's absence on a day."""
    theirs = Duty.objects.filter(subject=pupil_subject(pupil_id), on=on, commissioner__isnull=False)
    return sorted(set(theirs.values_list("commissioner_id", flat=True)))


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
            for rule in rules_here(policy, frozenset({Fact.REGISTER_NOT_TAKEN}), register.on).at(register.site):
                duty = row(
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


def _wanted(line: AbsenceFacts, so: frozenset[Fact], rules: RulesHere, provision_id: int, at: datetime) -> list[Duty]:
    wanted = []
    is_past = line.on < london_day(at)
    for told, theirs in rules.of(line) if so else ():
        for raised in raised_by(so, line.moments, theirs, continues_run=line.follows_unexplained):
            if is_past and raised.due_at < at:
                continue  # A register put right later opens only what can still be done.
            duty = row(raised.rule, raised.due_at, line.subject, line.on, line.session, provision_id, at)
            duty.pupil_id, duty.starts_at = line.pupil_id, line.pupil_starts_at
            if told is not None:
                duty.commissioner_id, duty.occasion = told.commissioner_id, f"to:{told.commissioner_id}"
            wanted.append(duty)
    return wanted


def _ending(duty: Standing, so: frozenset[Fact], code: Code | None, at: datetime) -> tuple[str, str] | None:
    """Return the state and the outcome of a waiting duty that the mark ends; None for one that still applies."""
    return ending_of(Fact(duty.fact), duty.met_by.split(), duty.due_at, so, code, at)


def _taking_meets(duty: Standing, taken: RegisterFacts) -> bool:
    return duty.subject == taken.subject and duty.waits and Discharge.REGISTER_TAKEN in duty.met_by.split()


def _open_again(standing: list[Standing]) -> None:
    if standing:
        Duty.objects.filter(pk__in=[duty.pk for duty in standing]).update(**Duty.TO_DO_AGAIN)


def _end(over: list[tuple[Standing, str, str]], *, by: Actor, at: datetime) -> None:
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
