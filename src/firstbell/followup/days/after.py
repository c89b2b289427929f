"""What is due because days go by: news on further days, writing on return, and a pupil whom nobody has found.

Asked once a minute by the worker, and only where something happened. Whatever opens is keyed, so asking twice changes
nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q

from firstbell.domain.absence_runs import AbsenceRun, absence_run
from firstbell.domain.codes import Code
from firstbell.domain.contact import Outcome
from firstbell.domain.duties import DutyKind, DutyRule, Each, Fact, Moments, facts_of
from firstbell.domain.milestones import MarkedDay
from firstbell.domain.school_time import london_day, london_time, starts_at
from firstbell.duties import commands as duties
from firstbell.duties.models import Duty
from firstbell.followup.missing.commands import open_case
from firstbell.followup.missing.models import MissingCase
from firstbell.followup.models import ContactAttempt, SchoolAnswer
from firstbell.journal import Actor
from firstbell.notices import queries as notices
from firstbell.notices.models import Notice
from firstbell.people.models import Pupil
from firstbell.policy import Policy
from firstbell.provisions import queries as provisions
from firstbell.provisions.models import Provision
from firstbell.registers.codesets import codes_of
from firstbell.registers.models import Register, RegisterLine
from firstbell.units import unit_of_work

POLICY = Actor.system("policy")
LOOKS_BACK = timedelta(days=120)
"""A run longer than this is known long before: its duties opened when it was shorter."""
LATEST_LOOK = timedelta(days=7)
FOUND = (SchoolAnswer.Answer.WITH_US, SchoolAnswer.Answer.REASON)
WHY = "The day ended, and neither family nor school has said where the pupil is."


@dataclass(frozen=True)
class Half:
    """One session of today for one pupil. code: None while nobody marked it. ends_at: the session's end, UTC."""

    session: str
    code: Code | None
    starts_at: datetime
    session_starts_at: datetime
    closes_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class PupilToday:
    """One pupil's sessions today, first to last, with whose rules hold: the site's and the commissioners' names."""

    pupil_id: int
    site: str
    commissioners: tuple[str, ...]
    halves: tuple[Half, ...]

    @property
    def marked(self) -> tuple[Half, ...]:
        return tuple(half for half in self.halves if half.code is not None)

    @property
    def is_away(self) -> bool:
        """Every session marked so far is an absence."""
        return bool(self.marked) and all(Fact.ABSENCE in facts_of(half.code) for half in self.marked)

    @property
    def is_here(self) -> bool:
        return any(half.code.is_here or half.code.is_present for half in self.marked)

    def is_unexplained_at_the_end(self, at: datetime) -> bool:
        """The last session of the day is over, and nobody knows why the pupil was not at the last one marked."""
        over = bool(self.halves) and self.halves[-1].ends_at <= at
        return over and bool(self.marked) and self.marked[-1].code.awaits_reason


@dataclass(frozen=True)
class Today:
    """The day at a provision, as far as later days depend on it."""

    provision_id: int
    on: date
    at: datetime
    policy: Policy
    pupils: tuple[PupilToday, ...]
    day_ends_time: time

    def rules(self, fact: Fact, pupil: PupilToday) -> list[DutyRule]:
        return self.policy.rules_for(fact, self.on, site=pupil.site, commissioners=pupil.commissioners)

    def moments(self, pupil: PupilToday, half: Half) -> Moments:
        return Moments(
            on=self.on,
            happened_at=self.at,
            pupil_starts_at=half.starts_at,
            session_starts_at=half.session_starts_at,
            register_closes_at=half.closes_at,
            session_ends_at=half.ends_at,
            first_session_ends_at=pupil.halves[0].ends_at,
            day_ends_time=self.day_ends_time,
            calendar=provisions.calendar(self.provision_id),
        )


def look_after_days(provision_id: int, at: datetime) -> int:
    """Open what the day and the days before it make due; return how many duties opened.

    Nothing before the provision's go-live day, and nothing on a day without registers.
    """
    with unit_of_work():
        today = _day(provision_id, london_day(at), at)
        if today is None:
            return 0
        return _close_the_day(today) + _further_days(today) + _came_back_without_writing(today) + _nobody_found(today)


def look_back(provision_id: int, at: datetime) -> int:
    """Look once more for pupils whom nobody found on the last day: in its evening no worker may have been at work.

    Returns how many duties opened.
    """
    before = Register.objects.filter(
        provision_id=provision_id, on__lt=london_day(at), on__gte=london_day(at) - LATEST_LOOK, imported=False
    )
    last = before.order_by("-on").values_list("on", flat=True).first()
    if last is None:
        return 0
    with unit_of_work():
        day = _day(provision_id, last, at)
        return _nobody_found(day) if day else 0


def _day(provision_id: int, on: date, at: datetime) -> Today | None:
    """Return a day as it stands, None where it has no register or the provision was not live."""
    # Two workers who look at once: the second waits here, and then finds everything opened.
    live = Provision.objects.select_for_update(no_key=True).filter(pk=provision_id, go_live_on__lte=on).first()
    registers = Register.objects.filter(provision_id=provision_id, on=on, imported=False)
    ends = list(registers.values_list("ends_at", flat=True)) if live else []
    if not ends:
        return None
    policy = provisions.policy_on(provision_id, on)
    return Today(provision_id, on, at, policy, _pupils(provision_id, on), london_time(max(ends)))


def next_end(provision_id: int, at: datetime) -> datetime | None:
    """Return when the next of today's sessions ends: then a day may be over for somebody. None where none is left."""
    registers = Register.objects.filter(provision_id=provision_id, on=london_day(at), ends_at__gt=at)
    return registers.order_by("ends_at").values_list("ends_at", flat=True).first()


def _close_the_day(today: Today) -> int:
    moments = Moments(on=today.on, happened_at=today.at, day_ends_time=today.day_ends_time)
    return len(duties.open_day_duties(moments, today.policy, provision_id=today.provision_id, at=today.at, by=POLICY))


def _further_days(today: Today) -> int:
    """Ask for news on each further day without any, and for a plan once a run is long (AL-10, AL-12)."""
    away = [p for p in today.pupils if p.is_away and today.rules(Fact.ABSENT_DAYS_IN_A_ROW, p)]
    runs = _runs(away, today)
    # Whoever has a case is looked for there: news is not asked for a second time.
    heard = _heard(runs, today) | _with_case(runs)
    opened = 0
    known = _known(Fact.ABSENT_DAYS_IN_A_ROW, [p.pupil_id for p in away], today)
    for pupil in away:
        run = runs[pupil.pupil_id]
        for rule in today.rules(Fact.ABSENT_DAYS_IN_A_ROW, pupil):
            once = rule.each is Each.CROSSING
            occasion = f"run:{run.starts_on.isoformat()}" if once else ""
            key = (pupil.pupil_id, rule.key, occasion) if once else (pupil.pupil_id, rule.key, today.on)
            if not rule.opens_in_run(run.length) or key in known:
                continue
            if rule.duty == DutyKind.ASK_FOR_AN_UPDATE and pupil.pupil_id in heard:
                continue
            opened += _open(today, pupil, pupil.marked[0], rule, occasion)
    return opened


def _came_back_without_writing(today: Today) -> int:
    """Ask for what home said aloud in writing, once the pupil is here again (SS-6)."""
    here = {p.pupil_id: p for p in today.pupils if p.is_here and today.rules(_RETURNED, p)}
    waiting = notices.unconfirmed(here, today.on) if here else {}
    if not waiting:
        return 0
    asked = set(
        Duty.objects.filter(pupil_id__in=waiting, kind=DutyKind.CONFIRM_IN_WRITING, closed_at=None).values_list(
            "pupil_id", flat=True
        )
    )
    known = _known(_RETURNED, waiting, today)
    opened = 0
    for pupil_id, notice_ids in waiting.items():
        occasion = f"notice:{max(notice_ids)}"
        for rule in today.rules(_RETURNED, here[pupil_id]):
            if pupil_id not in asked and (pupil_id, rule.key, occasion) not in known:
                opened += _open(today, here[pupil_id], here[pupil_id].marked[0], rule, occasion)
    return opened


def _nobody_found(today: Today) -> int:
    """Alert the safeguarding lead and open a case where the day's steps found nobody (SS-20, R-161).

    Found is a pupil of whom home said where they are, a notice came, or the school says that it knows; not one whom
    home thought here, nor one said to be on the way who never came. While the school has still time to answer, its
    answer is waited for. A case that is open goes on.
    """
    lost = {
        p.pupil_id: p
        for p in today.pupils
        if p.is_unexplained_at_the_end(today.at) and today.rules(Fact.NOBODY_FOUND, p)
    }
    if not lost:
        return 0
    known = {pupil_id for pupil_id, _, _ in _known(Fact.NOBODY_FOUND, lost, today)}
    asked = Duty.objects.filter(
        pupil_id__in=lost, on=today.on, kind=DutyKind.FOLLOW_UP_WITH_THE_SCHOOL, closed_at=None, due_at__gt=today.at
    )
    unfound = set(lost) - known - _with_case(lost) - set(asked.values_list("pupil_id", flat=True))
    unfound -= _found(unfound, today) if unfound else set()
    opened = 0
    for row in Pupil.objects.filter(pk__in=unfound):
        pupil = lost[row.pk]
        with unit_of_work():
            for rule in today.rules(Fact.NOBODY_FOUND, pupil):
                opened += _open(today, pupil, pupil.marked[-1], rule, "")
            open_case(row, on=today.on, why=WHY, by=POLICY, at=today.at)
    return opened


def _with_case(pupil_ids: Iterable[int]) -> set[int]:
    cases = MissingCase.objects.filter(pupil_id__in=list(pupil_ids), closed_at=None)
    return set(cases.values_list("pupil_id", flat=True))


def _open(today: Today, pupil: PupilToday, half: Half, rule: DutyRule, occasion: str) -> int:
    """Open one rule's duty, and what that rule names to follow it."""
    alone = replace(
        today.policy,
        rules=tuple(each for each in today.policy.rules if each.when is Fact.AFTER_A_DUTY or each is rule),
    )
    return len(
        duties.open_because(
            rule.when,
            today.moments(pupil, half),
            alone,
            provision_id=today.provision_id,
            pupil_id=pupil.pupil_id,
            session=half.session,
            at=today.at,
            by=POLICY,
            occasion=occasion,
            starts_at=half.starts_at,
            site=pupil.site,
            commissioners=pupil.commissioners,
        )
    )


def _known(fact: Fact, pupil_ids: Collection[int], today: Today) -> set[tuple[int, str, Any]]:
    """Return what a fact has opened: (pupil, rule, day), and (pupil, rule, occasion) whatever the day."""
    found: set[tuple[int, str, Any]] = set()
    if pupil_ids:
        rows = Duty.objects.filter(Q(on=today.on) | ~Q(occasion=""), pupil_id__in=pupil_ids, fact=fact)
        for pupil_id, rule, on, occasion in rows.values_list("pupil_id", "rule", "on", "occasion"):
            found |= {(pupil_id, rule, on), (pupil_id, rule, occasion)}
    return found


def _heard(pupil_ids: Collection[int], today: Today) -> set[int]:
    """Return those of whom there is news today: a notice came or still covers the day, or somebody spoke."""
    if not pupil_ids:
        return set()
    covering = Notice.objects.filter(
        Q(ends_on__gte=today.on) | Q(expected_return_on__gt=today.on),
        pupil_id__in=pupil_ids,
        starts_on__lte=today.on,
        kind__in=Notice.TELLS_OF_ABSENCE,
        withdrawn_at=None,
    )
    return {
        *notices.heard_since(pupil_ids, today.on),
        *covering.values_list("pupil_id", flat=True),
        *_spoke(pupil_ids, today),
    }


def _found(pupil_ids: Collection[int], today: Today) -> set[int]:
    """Return those whom somebody has found by the end of the day."""
    answers = SchoolAnswer.objects.filter(pupil_id__in=pupil_ids, on=today.on, answer__in=FOUND)
    return _heard(pupil_ids, today) | set(answers.values_list("pupil_id", flat=True))


def _spoke(pupil_ids: Collection[int], today: Today) -> set[int]:
    """Return those of whom somebody said in a call today where they are."""
    said = [outcome.value for outcome in Outcome if outcome.explains]
    midnight = starts_at(today.on, time(0))
    calls = ContactAttempt.objects.filter(
        pupil_id__in=pupil_ids, made_at__gte=midnight, outcome__in=said, commissioner=None
    )
    return set(calls.values_list("pupil_id", flat=True))


def _runs(away: Iterable[PupilToday], today: Today) -> dict[int, AbsenceRun]:
    """Return how long each has been away, today included. One statement."""
    pupil_ids = [pupil.pupil_id for pupil in away]
    days: dict[tuple[int, date], list[Code | None]] = defaultdict(list)
    for pupil_id, on, code in _lines_since(today.provision_id, pupil_ids, today.on) if pupil_ids else ():
        days[pupil_id, on].append(code)
    return {
        pupil_id: absence_run(MarkedDay(on, tuple(codes)) for (whose, on), codes in days.items() if whose == pupil_id)
        for pupil_id in pupil_ids
    }


def _lines_since(provision_id: int, pupil_ids: list[int], on: date) -> Iterable[tuple[int, date, Code | None]]:
    rows = RegisterLine.objects.filter(
        pupil_id__in=pupil_ids,
        starts_at__gte=starts_at(on - LOOKS_BACK, time(0)),
        starts_at__lt=starts_at(on + timedelta(days=1), time(0)),
        expected=True,
        dropped_at=None,
    ).values_list("pupil_id", "register__on", "register__code_set", "current_mark__code_key")
    for pupil_id, day, code_set, key in rows:
        yield pupil_id, day, codes_of(code_set, provision_id, day).get(key) if key else None


def _pupils(provision_id: int, on: date) -> tuple[PupilToday, ...]:
    """Return the pupils expected today with their sessions. One statement."""
    rows = (
        RegisterLine.objects.filter(
            register__provision_id=provision_id, register__on=on, expected=True, dropped_at=None
        )
        .order_by("pupil_id", "register__session")
        .values_list(
            *("pupil_id", "register__site__name", "placement__main_school__name", "placement__commissioner__name"),
            *("register__session", "register__code_set", "current_mark__code_key", "starts_at"),
            *("register__starts_at", "closes_at", "register__ends_at"),
        )
    )
    found: dict[int, PupilToday] = {}
    for pupil_id, site, school, sender, session, code_set, key, *instants in rows:
        code = codes_of(code_set, provision_id, on).get(key) if key else None
        names = tuple(dict.fromkeys(name for name in (school, sender) if name))
        before = found.get(pupil_id)
        halves = (*(before.halves if before else ()), Half(session, code, *instants))
        found[pupil_id] = PupilToday(pupil_id, site, names, halves)
    return tuple(found.values())


_RETURNED = Fact.RETURNED_WITHOUT_CONFIRMATION
