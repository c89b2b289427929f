"""The duties of some days as they stand: opened once for each key, met, let go, passed on, judged."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from firstbell.domain.codes import Code
from firstbell.domain.duties import (
    Discharge,
    Duty,
    DutyKind,
    DutyRule,
    DutyState,
    Fact,
    Moments,
    Owner,
    followers,
    raised_by,
    settled_state,
    was_late,
)
from firstbell.domain.duty_words import OF_ONE_DAY
from firstbell.domain.endings import OF_A_MARK, THE_MARK_MET_IT, ending_of
from firstbell.domain.school_time import ONE_DAY, Session, london_day, starts_at

DAY_ENDED = "the day ended"
CLAIMED = timedelta(minutes=3)
SECOND = timedelta(seconds=1)

Key = tuple[str, str, date, str, str]


@dataclass
class Followed:
    """One duty, from its opening to its end.

    subject: the pupil's name, or what the duty is about. settled_at: when it was met, missed for good or withdrawn.
    outcome: what met it, or why it ended. owner: whose it is now, the next role's once it escalated.
    """

    rule: DutyRule
    subject: str
    on: date
    session: Session | None
    occasion: str
    fact: Fact
    moments: Moments
    commissioner: str
    opened_at: datetime
    due_at: datetime
    owner: Owner
    state: DutyState = DutyState.OPEN
    settled_at: datetime | None = None
    outcome: str = ""
    was_late: bool = False
    is_born_late: bool = False
    escalated_at: datetime | None = None
    claimed_until: datetime | None = None
    is_judged: bool = False

    @property
    def key(self) -> Key:
        return (self.rule.key, self.subject, self.on, self.session or "", self.occasion)

    @property
    def waits(self) -> bool:
        return not self.state.is_settled

    @property
    def may_open_again(self) -> bool:
        """It ended because of the mark alone, and nobody did anything about it."""
        return self.state in (DutyState.WITHDRAWN, DutyState.MISSED) or (
            self.state is DutyState.MET and self.outcome in THE_MARK_MET_IT
        )

    @property
    def message_goes_at(self) -> datetime | None:
        """When its message goes by itself, None where it has none."""
        anchor_at = self.moments.at(self.rule.due.after)
        if self.rule.message is None or anchor_at is None:
            return None
        return self.rule.message.goes_at(anchor_at, self.opened_at)

    def ends_with_its_day_at(self) -> datetime:
        """Return the midnight after which nobody can do it any more."""
        return starts_at(max(self.on, london_day(self.due_at)) + ONE_DAY, time(0, 0))


@dataclass(frozen=True)
class Where:
    """What a duty is about."""

    subject: str
    on: date
    session: Session | None
    moments: Moments
    occasion: str = ""
    commissioner: str = ""


class Desk:
    """Every duty so far. chained: the rules that open after a duty, for a subject's day."""

    def __init__(self, chained: Callable[[Followed], list[DutyRule]]) -> None:
        self._duties: dict[Key, Followed] = {}
        self._chained = chained

    def duties(self) -> list[Followed]:
        """Return all duties, soonest due first; the same facts give the same list."""
        return sorted(self._duties.values(), key=lambda duty: (duty.due_at, duty.key))

    def known(self) -> list[Followed]:
        """Return all duties in the order in which they opened."""
        return list(self._duties.values())

    def waiting(self) -> list[Followed]:
        return [duty for duty in self._duties.values() if duty.waits]

    def open(self, facts: Iterable[Fact], where: Where, rules: Iterable[DutyRule], at: datetime, **how: bool) -> None:
        """Open what facts raise under these rules. What is known opens once; what its mark ended comes back."""
        is_past = where.on < london_day(at)
        for raised in raised_by(facts, where.moments, rules, **how):
            if is_past and raised.due_at < at and raised.rule.when in OF_A_MARK:
                continue  # A register put right later opens only what can still be done.
            self._open(raised, where, at, fact=raised.rule.when)

    def _open(self, raised: Duty, where: Where, at: datetime, *, fact: Fact) -> None:
        duty = Followed(
            rule=raised.rule,
            subject=where.subject,
            on=where.on,
            session=where.session,
            occasion=where.occasion,
            fact=fact,
            moments=where.moments,
            commissioner=where.commissioner,
            opened_at=at,
            due_at=raised.due_at,
            owner=raised.owner,
            is_born_late=raised.due_at < at,
            was_late=raised.due_at < at,
        )
        known = self._duties.get(duty.key)
        if known is None:
            self._duties[duty.key] = duty
        elif not known.waits and known.may_open_again:
            _wait_again(known)

    def meet(self, duties: Iterable[Followed], by: Discharge, at: datetime) -> list[Followed]:
        """Meet those of these duties that wait and that this can meet; open what their rules say follows."""
        met = [duty for duty in duties if duty.waits and by in duty.rule.met_by]
        for duty in met:
            self._settle(duty, DutyState.MET, by, at)
        return met

    def let_go(self, duties: Iterable[Followed], reason: str, at: datetime) -> None:
        """End duties that nothing is left of: withdrawn before their time, uncounted; missed after it."""
        for duty in [duty for duty in duties if duty.waits]:
            self._settle(duty, settled_state(duty.due_at, moot_at=at), reason, at)

    def end_by_mark(
        self, subject: str, on: date, session: Session, so: frozenset[Fact], code: Code | None, at: datetime
    ) -> None:
        """End what the mark of a line no longer asks for."""
        for duty in self.waiting():
            if (duty.subject, duty.on, duty.session) == (subject, on, session):
                ending = ending_of(duty.fact, duty.rule.met_by, duty.due_at, so, code, at)
                if ending:
                    self._settle(duty, *ending, at)

    def reopen(self, duties: Iterable[Followed], by: Discharge) -> None:
        """Open again what was met by something that turned out not to hold."""
        for duty in duties:
            if duty.state is DutyState.MET and duty.outcome == by:
                _wait_again(duty)

    def claim(self, duties: Iterable[Followed], at: datetime) -> None:
        for duty in duties:
            if duty.waits:
                duty.state, duty.claimed_until = DutyState.CLAIMED, at + CLAIMED

    def next_moment(self) -> datetime | None:
        """Return when time alone next changes a duty."""
        return min((moment for duty in self.waiting() for moment in _moments_of(duty)), default=None)

    def pass_moment(self, at: datetime) -> None:
        """Let time do what it does to the duties at an instant: pass them on, judge them late, end their day."""
        for duty in self.waiting():
            if duty.claimed_until is not None and duty.claimed_until <= at:
                duty.state, duty.claimed_until = DutyState.OPEN, None
            near = _escalates_at(duty)
            if near is not None and near <= at and duty.rule.escalates is not None:
                duty.owner, duty.escalated_at = duty.rule.escalates.to, at
            if not duty.is_judged and duty.due_at <= at:
                self._judge(duty, at)
            if duty.rule.duty in OF_ONE_DAY and duty.ends_with_its_day_at() <= at:
                duty.was_late = True
                duty.state, duty.settled_at, duty.outcome = DutyState.MISSED, at, DAY_ENDED
                self._again(duty, duty.ends_with_its_day_at() - SECOND, at)

    def _judge(self, duty: Followed, at: datetime) -> None:
        duty.was_late = duty.is_judged = True
        self._open_after(duty, DutyState.MISSED, duty.due_at, at)

    def _settle(self, duty: Followed, state: DutyState, outcome: str, at: datetime) -> None:
        duty.state, duty.outcome, duty.settled_at, duty.claimed_until = state, outcome, at, None
        duty.was_late = was_late(duty.due_at, at)
        if state is not DutyState.MET:
            return
        self._open_after(duty, DutyState.MET, at, at)
        self._again(duty, at, at)

    def _again(self, duty: Followed, ended_at: datetime, at: datetime) -> None:
        """Open a duty that repeats once more. One whose day ended on it counts from that day."""
        again_at = duty.rule.again_at(duty.due_at, ended_at, duty.outcome, duty.moments)
        if again_at is not None:
            is_same_day = duty.rule.repeat is not None and duty.rule.repeat.school_days is None
            base, _, number = duty.occasion.partition("#")
            where = Where(
                duty.subject,
                duty.on if is_same_day else london_day(again_at),
                duty.session,
                duty.moments if is_same_day else replace(duty.moments, on=london_day(again_at)),
                f"{base}#{int(number or 1) + 1}" if is_same_day else duty.occasion,
                duty.commissioner,
            )
            self._open(Duty(duty.rule, again_at, is_born_late=False), where, at, fact=duty.fact)

    def _open_after(self, duty: Followed, state: DutyState, ended_at: datetime, at: datetime) -> None:
        moments = replace(
            duty.moments,
            on=london_day(ended_at),
            happened_at=ended_at,
            settled=dict.fromkeys(DutyKind, ended_at),
        )
        for rule in followers(duty.rule, state, self._chained(duty)):
            where = Where(duty.subject, duty.on, duty.session, moments, duty.occasion, duty.commissioner)
            # It is moot as soon as what began it all is no longer so; where a mark met it, that has just happened.
            fact = Fact.AFTER_A_DUTY if duty.outcome in THE_MARK_MET_IT else duty.fact
            due_at = rule.due_at(moments)
            self._open(Duty(rule, due_at, is_born_late=due_at < at), where, at, fact=fact)


def _wait_again(duty: Followed) -> None:
    duty.state, duty.settled_at, duty.outcome, duty.claimed_until = DutyState.OPEN, None, "", None
    duty.was_late = duty.is_judged


def _escalates_at(duty: Followed) -> datetime | None:
    """Return when a duty goes to the next role: near its time, or when the claim that held it back runs out."""
    if duty.escalated_at is not None:
        return None
    moment = duty.rule.escalates_at(duty.due_at)
    if moment is None:
        return None
    moment = max(moment, duty.opened_at)
    if duty.claimed_until is not None:
        moment = max(moment, duty.claimed_until)
    return moment


def _moments_of(duty: Followed) -> list[datetime]:
    moments = [duty.ends_with_its_day_at()] if duty.rule.duty in OF_ONE_DAY else []
    if not duty.is_judged:
        moments.append(max(duty.due_at, duty.opened_at))
    return [*moments, *(moment for moment in (_escalates_at(duty), duty.claimed_until) if moment is not None)]
