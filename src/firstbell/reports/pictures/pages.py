"""Which pictures a page holds, and how each is made. A file needs one of them, so each is made on its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import QuerySet

from firstbell.accounts.permissions import may_open
from firstbell.accounts.staff import Staff
from firstbell.domain.duties import DutyKind
from firstbell.domain.marked_sessions import MarkedSession
from firstbell.domain.school_time import Span, academic_year
from firstbell.domain.tallies import Tally
from firstbell.duties.models import Duty
from firstbell.followup import access as followup
from firstbell.people.models import Pupil
from firstbell.placements.queries import planned_sessions
from firstbell.provisions.models import Term
from firstbell.provisions.queries import policy_on
from firstbell.registers import queries as registers
from firstbell.registers.queries.counts import By, Scope, counts
from firstbell.reports.pictures import data
from firstbell.reports.pictures.cohort import cohort
from firstbell.reports.pictures.distance import Lines, distance
from firstbell.reports.pictures.funnel import funnel
from firstbell.reports.pictures.lately import lately
from firstbell.reports.pictures.picture import Picture
from firstbell.reports.pictures.timing import timing
from firstbell.reports.pictures.weekdays import cells_of, weekdays
from firstbell.reports.pictures.weekly import stretches, weekly
from firstbell.reports.pictures.year import year

A_YEAR = timedelta(weeks=52)
TIMED = {
    "calls": (DutyKind.CALL_HOME, "Time to the first call", "first calls home are made"),
    "schools": (DutyKind.TELL_THE_SCHOOL, "Time to tell the school", "schools are told"),
}


@dataclass(frozen=True)
class Asked:
    """What pictures are asked for. duties: those the reader may see; leads: misses lead to their rows in the record.

    shows_names: the reader may see whose dot is whose.
    """

    scope: Scope
    span: Span
    today: date
    duties: QuerySet[Duty]
    shows_names: bool = True
    leads: bool = True

    @cached_property
    def lines(self) -> Lines:
        return data.lines_of_policy(policy_on(self.scope.provision_id, self.today))


@dataclass(frozen=True)
class AskedOfPupil(Asked):
    """The same for one pupil, whose sessions of the school year are read once for all pictures."""

    pupil: Pupil = None  # type: ignore[assignment]

    @cached_property
    def sessions(self) -> tuple[MarkedSession, ...]:
        return registers.marked_sessions([self.pupil.pk], self.span).get(self.pupil.pk, ())


def of_pupil(staff: Staff, pupil: Pupil, today: date) -> AskedOfPupil:
    """Ask for the pictures of one pupil's school year, as a member of staff may see them."""
    return AskedOfPupil(
        scope=Scope(pupil.provision_id, pupil_ids=(pupil.pk,)),
        span=Span(academic_year(today).starts_on, today),
        today=today,
        duties=followup.duties(staff),
        leads=may_open(staff, "reports:promises"),
        pupil=pupil,
    )


def _weekdays(asked: Asked) -> Picture:
    return weekdays(data.missed_by_weekday(asked.scope, asked.span), asked.span)


def _pupils(asked: Asked) -> Picture:
    pupils = data.pupils_of(asked.scope, asked.span, shows_names=asked.shows_names)
    return cohort(pupils, asked.span, asked.lines)


def _weeks(asked: Asked) -> Picture:
    """The weeks of a year back, whatever the period: limits need weeks."""
    span = Span(asked.today - A_YEAR, asked.today)
    tallies = {monday: each.own for monday, each in counts(asked.scope, span, by=By.WEEK).items()}
    terms = Term.objects.filter(provision_id=asked.scope.provision_id, ends_on__gte=span.starts_on).order_by(
        "starts_on"
    )
    return weekly(stretches(tallies, [Span(term.starts_on, term.ends_on) for term in terms]), span)


def _timed(key: str) -> Callable[[Asked], Picture]:
    kind, name, words = TIMED[key]

    def make(asked: Asked) -> Picture:
        done = data.promises(asked.duties, asked.scope, kind, asked.span, leads=asked.leads)
        return timing(key, name, words, done, asked.span)

    return make


def _followed(asked: Asked) -> Picture:
    return funnel(data.followed(asked.duties, asked.scope, asked.span, asked.today), asked.span)


def _year(asked: AskedOfPupil) -> Picture:
    return year(registers.pupil_year(asked.pupil, asked.today), asked.sessions, asked.span)


def _pupils_weekdays(asked: AskedOfPupil) -> Picture:
    return weekdays(cells_of(asked.sessions), asked.span)


def _distance(asked: AskedOfPupil) -> Picture:
    ends_on = academic_year(asked.today).ends_on
    tomorrow = asked.today + timedelta(days=1)
    left = planned_sessions(asked.pupil, Span(tomorrow, ends_on)) if tomorrow <= ends_on else 0
    return distance(Tally.of(each.code for each in asked.sessions), asked.lines, left, asked.span)


def _lately(asked: AskedOfPupil) -> Picture:
    return lately(asked.sessions, asked.lines)


OF_A_PLACE: dict[str, Callable[[Asked], Picture]] = {
    "pupils": _pupils,
    "weeks": _weeks,
    "weekdays": _weekdays,
    "followed": _followed,
    "calls": _timed("calls"),
    "schools": _timed("schools"),
}
OF_A_PUPIL: dict[str, Callable[[AskedOfPupil], Picture]] = {
    "year": _year,
    "distance": _distance,
    "weekdays": _pupils_weekdays,
    "six-weeks": _lately,
    "followed": _followed,
    "calls": _timed("calls"),
    "schools": _timed("schools"),
}
EVERY_KEY = (*OF_A_PLACE, *OF_A_PUPIL)
"""By picture, in the order in which a page shows them."""
