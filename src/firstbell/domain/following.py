"""Works out every duty that some days' happenings make under a policy: when due, how it ended, what met it.

The same facts give the same duties, in whatever order they are told and however often. What opens, meets and ends a
duty is decided by the functions that the running product uses.
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import NamedTuple

from firstbell.domain.codes import Code
from firstbell.domain.contact import Effect, Outcome
from firstbell.domain.desk import Desk, Followed, Where
from firstbell.domain.duties import Discharge, DutyKind, DutyRule, Each, Fact, Hand, facts_of
from firstbell.domain.duty_words import TOLD_APART
from firstbell.domain.endings import OF_A_MARK, facts_of_line
from firstbell.domain.happenings import Happening, Kind, News, PupilHere, Setting
from firstbell.domain.marks import Choice, code_for
from firstbell.domain.pupil_days import Days
from firstbell.domain.school_time import Session, Span, london_day, london_time, starts_at

SCHOOL = frozenset({DutyKind.TELL_THE_SCHOOL, DutyKind.PHONE_THE_SCHOOL})
THE_SCHOOL = "the school"
"""Who is told where nobody is named."""


class _Turn(NamedTuple):
    """Something the day itself brings. rank: before or after what happens at the same instant."""

    at: datetime
    rank: int
    on: date
    session: Session | None


_OPENS, _HAPPENS, _ENDS = 0, 1, 2


def follow(happenings: Iterable[Happening], setting: Setting, *, until: datetime) -> list[Followed]:
    """Return the duties that these happenings make up to an instant, soonest due first.

    Every school day from the first happening on raises a school day; every session of which something is known has a
    register to take.
    """
    known = {each for each in happenings if each.at <= until}
    story = _Story(setting)
    turns = [turn for turn in _turns(known, setting, until) if turn.at <= until]
    steps: list[_Turn | Happening] = [*turns, *known]
    for step in sorted(steps, key=_order):
        story.pass_time(step.at, including=False)
        if isinstance(step, Happening):
            story.happen(step)
        else:
            story.turn(step)
    story.pass_time(until, including=True)
    return story.desk.duties()


def _order(step: "_Turn | Happening") -> tuple[datetime, int, tuple[str, ...]]:
    if isinstance(step, Happening):
        return step.at, _HAPPENS, step.order()
    return step.at, step.rank, (f"{step.on}", step.session or "")


def _turns(known: Iterable[Happening], setting: Setting, until: datetime) -> list[_Turn]:
    happenings = list(known)
    if not happenings:
        return []
    span = Span(min(each.on for each in happenings), max(london_day(until), min(each.on for each in happenings)))
    days = [day for day in span.days() if setting.is_school_day(day)]
    lines = sorted({(each.on, each.session) for each in happenings if each.session in setting.hours})
    return [
        *(_Turn(starts_at(day, time(0, 0)), _OPENS, day, None) for day in days),
        *(_Turn(starts_at(on, time(0, 0)), _OPENS, on, session) for on, session in lines),
        *(_Turn(setting.day_ends_at(day), _ENDS, day, None) for day in days),
    ]


class _Story:
    """What is known so far, told in the order of time."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.desk = Desk(self._chained)
        self.days = Days()
        self._spoken: dict[str, date] = {}
        self._now: datetime | None = None
        self._tell = {
            Kind.REGISTER_TAKEN: self._register_taken,
            Kind.MARK: self._mark,
            Kind.ATTEMPT: self._attempt,
            Kind.NOTICE: self._notice,
            Kind.ARRIVAL: self._arrival,
            Kind.LEFT: self._left,
            Kind.MESSAGE: self._message,
            Kind.CLAIM: self._claim,
            Kind.RECORD: self._record,
            Kind.FACT: self._fact,
        }

    def pass_time(self, until: datetime, *, including: bool) -> None:
        """Let time do what it does up to an instant; what happens at that very instant comes before its own time."""
        while (moment := self.desk.next_moment()) is not None:
            if moment > until or (moment == until and not including):
                break
            now = max(moment, self._now or moment)
            if now > until or (now == until and not including):
                break
            self._now = now
            self._decide(now)
            self.desk.pass_moment(now)
        self._now = until

    def turn(self, turn: _Turn) -> None:
        if turn.rank == _ENDS:
            self._look_for(turn.on, turn.at)
        elif turn.session is None:
            self._raise_for_all(Fact.SCHOOL_DAY, "the day", turn)
        else:
            self._raise_for_all(Fact.REGISTER_NOT_TAKEN, "the register", turn)

    def happen(self, each: Happening) -> None:
        self._tell[each.kind](each)

    def _register_taken(self, each: Happening) -> None:
        registers = [duty for duty in self.desk.waiting() if (duty.on, duty.session) == (each.on, each.session)]
        self.desk.meet(registers, Discharge.REGISTER_TAKEN, each.at)

    def _mark(self, each: Happening) -> None:
        if each.session is not None:
            self._set(each.pupil, each.on, each.session, self._code(each), each.at)

    def _arrival(self, each: Happening) -> None:
        if each.session is None:
            return
        start = self.setting.pupil_starts_at(self.setting.pupil(each.pupil), each.on, each.session)
        arrived_at = each.when_at or each.at
        choice = Choice.LATE if arrived_at > start else Choice.HERE
        key = code_for(choice, each.session, arrived_at, start, start + self.setting.open_for)
        self._set(each.pupil, each.on, each.session, self.setting.policy.own_code(key, each.on), each.at)

    def _set(self, pupil: str, on: date, session: Session, code: Code, at: datetime) -> None:
        """Write a mark, and bring the day's duties into line with it."""
        day = self.days.of(pupil, on)
        day.codes[session] = code
        self._look_at(pupil, on, at)
        if Fact.ABSENCE in facts_of(code):
            self._count_days(pupil, on, session, at)
        elif code.is_here and pupil in self._spoken and self._spoken[pupil] < on:
            del self._spoken[pupil]
            self._raise(Fact.RETURNED_WITHOUT_CONFIRMATION, pupil, on, session, at, at)

    def _look_at(self, pupil: str, on: date, at: datetime) -> None:
        """Open and end what the marks of a pupil's day make so. The afternoon depends on the morning."""
        day, here = self.days.of(pupil, on), self.setting.pupil(pupil)
        for session in sorted(day.codes):
            so = facts_of_line(day.codes[session], at_risk=here.at_risk, heard=session in day.heard)
            moments = self.setting.moments(here, on, session, at)
            for commissioner, rules in self._rules(so & OF_A_MARK, here, on):
                where = Where(pupil, on, session, moments, _to(commissioner), commissioner)
                self.desk.open(so, where, rules, at, continues_run=day.follows_unexplained(session))
            self.desk.end_by_mark(pupil, on, session, so, day.codes[session], at)

    def _count_days(self, pupil: str, on: date, session: Session, at: datetime) -> None:
        """Raise a run of absence, once a day; news that came today leaves nothing to ask."""
        day = self.days.of(pupil, on)
        away = self.days.run_of_absence(pupil, on)
        if not away.days:
            return
        here = self.setting.pupil(pupil)
        known = {(duty.rule.key, duty.occasion) for duty in self.desk.known() if duty.subject == pupil}
        today = {duty.rule.key for duty in self.desk.known() if (duty.subject, duty.on) == (pupil, on)}
        for rule in self._rules_at(Fact.ABSENT_DAYS_IN_A_ROW, here, on):
            run = f"run:{away.starts_on}" if rule.each is Each.CROSSING else ""
            is_known = (rule.key, run) in known if run else rule.key in today
            has_news = rule.duty is DutyKind.ASK_FOR_AN_UPDATE and (day.heard or day.was_explained)
            if rule.opens_in_run(away.length) and not is_known and not has_news:
                where = Where(pupil, on, session, self.setting.moments(here, on, session, at), run)
                self.desk.open({rule.when}, where, [rule], at)

    def _attempt(self, each: Happening) -> None:
        if each.outcome is None:
            return
        day = self.days.of(each.pupil, each.on)
        session = each.session or next(iter(day.unexplained()), Session.AM)
        if each.outcome is Outcome.TOLD_THE_SCHOOL:
            self.desk.meet(self._to_school(each), Discharge.TOLD_BY_PHONE, each.at)
            return
        day.tried[each.to].append(each.outcome)
        day.was_reached = day.was_reached or each.outcome.reached
        day.was_explained = day.was_explained or each.outcome.explains
        if each.outcome.discharge is not None:
            self.desk.meet(self._at_home(each), each.outcome.discharge, each.at)
        if each.outcome.effect is Effect.REASON and each.code:
            self._spoken.setdefault(each.pupil, each.on)
            self._explain(each, [session, Session.PM] if each.rest_of_day else [session])
        elif each.outcome.effect is Effect.EXPECT:
            expected_at = each.when_at or each.at
            self._raise(
                Fact.ON_THE_WAY, each.pupil, each.on, session, expected_at, each.at, f"{london_time(expected_at):%H:%M}"
            )
        elif each.outcome.effect is Effect.ALARM:
            self._raise(Fact.UNAWARE, each.pupil, each.on, session, each.at, each.at)
        if not day.was_reached and day.nobody_left(self.setting.pupil(each.pupil).contacts):
            ended = self.desk.meet(self._at_home(each), Discharge.CONTACTS_EXHAUSTED, each.at)
            if ended:
                self._raise(Fact.CONTACTS_EXHAUSTED, each.pupil, each.on, session, each.at, each.at)

    def _notice(self, each: Happening) -> None:
        day = self.days.of(each.pupil, each.on)
        sessions = [each.session] if each.session is not None and not each.rest_of_day else list(Session)
        day.heard.update(sessions)
        if each.in_writing:
            self._spoken.pop(each.pupil, None)
        else:
            self._spoken.setdefault(each.pupil, each.on)
        asked = [duty for duty in self._at_home(each) if duty.rule.duty is DutyKind.ASK_FOR_AN_UPDATE]
        self.desk.meet(asked, Discharge.NOTICE, each.at)
        self._explain(each, sessions)

    def _explain(self, each: Happening, sessions: Iterable[Session]) -> None:
        """Give the reason to the absences of these sessions that have none."""
        day = self.days.of(each.pupil, each.on)
        for session in sessions:
            if each.code and session in day.codes and day.codes[session].awaits_reason:
                day.codes[session] = self._code(each)
        self._look_at(each.pupil, each.on, each.at)

    def _left(self, each: Happening) -> None:
        left_at = each.when_at or each.at
        occasion = f"{london_time(left_at):%H:%M}"
        self._raise(Fact.LEFT_WITHOUT_LEAVE, each.pupil, each.on, each.session, left_at, each.at, occasion)

    def _message(self, each: Happening) -> None:
        told = self._to_school(each)
        if each.news is News.ACCEPTED:
            met = self.desk.meet(told, Discharge.MESSAGE_ACCEPTED, each.at)
            self._raise_about(Fact.MESSAGE_UNREAD, met, each.at)
        elif each.news is News.RECEIPT:
            self.desk.meet(told, Discharge.RECEIPT, each.at)
        elif each.news is not None:
            tell = [duty for duty in told if duty.rule.duty in SCHOOL]
            self.desk.reopen(tell, Discharge.MESSAGE_ACCEPTED)
            self.desk.let_go([duty for duty in told if duty.fact is Fact.MESSAGE_UNREAD], each.news, each.at)
            self._raise_about(Fact.MESSAGE_FAILED, [duty for duty in tell if duty.waits], each.at)

    def _claim(self, each: Happening) -> None:
        self.desk.claim(self._theirs(each), each.at)

    def _record(self, each: Happening) -> None:
        if each.met_by is Discharge.CONFIRMED:
            self._spoken.pop(each.pupil, None)
        self.desk.meet(self._theirs(each), each.met_by or Discharge.DONE, each.at)
        if each.code:
            self._explain(each, [each.session] if each.session is not None else list(Session))

    def _fact(self, each: Happening) -> None:
        if each.fact is not None:
            happened_at = each.when_at or each.at
            self._raise(each.fact, each.pupil, each.on, each.session, happened_at, each.at, each.to, each.figures)

    def _look_for(self, on: date, at: datetime) -> None:
        """At the day's end: of whom neither home nor the school has said where they are (SS-20)."""
        answered = {duty.subject for duty in self.desk.known() if duty.on == on and duty.outcome == Discharge.ANSWERED}
        for pupil, day in self.days.on(on):
            if day.is_unexplained_at_the_end and pupil not in answered:
                self._raise(Fact.NOBODY_FOUND, pupil, on, max(day.codes), at, at)

    def _decide(self, now: datetime) -> None:
        """Where the policy's hand decides, N becomes O at the close of the day on which the decision was due."""
        for duty in self.desk.waiting():
            is_for_us = duty.rule.duty is DutyKind.DECIDE_N and duty.rule.hand is Hand.POLICY
            if is_for_us and duty.due_at <= now and duty.session is not None:
                self.days.of(duty.subject, duty.on).codes[duty.session] = self.setting.policy.own_code("O", duty.on)
                self._look_at(duty.subject, duty.on, now)

    def _raise(
        self,
        fact: Fact,
        pupil: str,
        on: date,
        session: Session | None,
        happened_at: datetime,
        at: datetime,
        occasion: str = "",
        figures: tuple[tuple[str, int | str], ...] = (),
    ) -> None:
        """Open what the policy attaches to something that happened to one pupil, once for each occasion."""
        here = self.setting.pupil(pupil)
        moments = self.setting.moments(here, on, session, happened_at)
        for commissioner, rules in self._rules({fact}, here, on):
            named = " ".join(part for part in (occasion, _to(commissioner)) if part)
            theirs = [rule for rule in rules if rule.has(figures)]
            self.desk.open({fact}, Where(pupil, on, session, moments, named, commissioner), theirs, at)

    def _raise_about(self, fact: Fact, duties: Iterable[Followed], at: datetime) -> None:
        """Raise something about a message, once for each pupil, session and school it told of."""
        for pupil, on, session, to in sorted(
            {(d.subject, d.on, d.session or Session.AM, d.commissioner) for d in duties}
        ):
            here = self.setting.pupil(pupil)
            rules = self._rules_at(fact, here, on)
            moments = self.setting.moments(here, on, session, at)
            self.desk.open({fact}, Where(pupil, on, session, moments, _to(to), to), rules, at)

    def _raise_for_all(self, fact: Fact, subject: str, turn: _Turn) -> None:
        nobody = PupilHere("", commissioners=())
        moments = self.setting.moments(nobody, turn.on, turn.session, turn.at)
        rules = self.setting.policy.rules_for(fact, turn.on)
        self.desk.open({fact}, Where(subject, turn.on, turn.session, moments), rules, turn.at)

    def _rules(self, facts: Iterable[Fact], here: PupilHere, on: date) -> list[tuple[str, list[DutyRule]]]:
        """Return the rules that open one duty for the pupil, then those of each school or council that is told."""
        facts = sorted(facts)
        general = [rule for fact in facts for rule in self._rules_at(fact, here, on) if rule.duty not in TOLD_APART]
        apart = [
            (name, [rule for fact in facts for rule in self._rules_at(fact, here, on, name) if rule.duty in TOLD_APART])
            for name in here.commissioners or (THE_SCHOOL,)
        ]
        return [("", general), *apart]

    def _rules_at(self, fact: Fact, here: PupilHere, on: date, only: str = "") -> list[DutyRule]:
        names = (only,) if only else here.commissioners
        return self.setting.policy.rules_for(fact, on, site=here.site, commissioners=names)

    def _chained(self, duty: Followed) -> list[DutyRule]:
        names = (duty.commissioner,) if duty.commissioner else self.setting.pupil(duty.subject).commissioners
        site = self.setting.pupil(duty.subject).site
        return self.setting.policy.rules_for(Fact.AFTER_A_DUTY, duty.on, site=site, commissioners=names)

    def _code(self, each: Happening) -> Code:
        return self.setting.policy.own_code_set(each.on).read(each.code, each.on)

    def _at_home(self, each: Happening) -> list[Followed]:
        """Return what a call home may meet: everything that waits about the pupil but what is owed to the school."""
        return [
            duty
            for duty in self.desk.waiting()
            if duty.subject == each.pupil and duty.on <= each.on and duty.rule.duty not in TOLD_APART
        ]

    def _to_school(self, each: Happening) -> list[Followed]:
        """Return the duties about a school that a message or a call is about; the pupil or session unnamed is all."""
        return [
            duty
            for duty in self.desk.known()
            if duty.commissioner
            and duty.on == each.on
            and each.pupil in ("", duty.subject)
            and each.session in (None, duty.session)
            and each.to in ("", duty.commissioner)
        ]

    def _theirs(self, each: Happening) -> list[Followed]:
        """Return the duties that a person claims or records: of a pupil, or of none; of one rule, or of all."""
        return [
            duty
            for duty in self.desk.waiting()
            if duty.subject in ((each.pupil,) if each.pupil else ("the day", "the register"))
            and duty.on <= each.on
            and each.rule in ("", duty.rule.key)
            and each.session in (None, duty.session, *([] if duty.session else [each.session]))
            and each.to in ("", duty.commissioner)
        ]


def _to(commissioner: str) -> str:
    return f"to:{commissioner}" if commissioner else ""
