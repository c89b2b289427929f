"""When a provision is open, and which policy is in force."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache
from typing import Any

import holidays
from django.db.models import CharField, DateField, F, OuterRef, Q, QuerySet, Subquery, Value

from firstbell import policy
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import SchoolCalendar, Span
from firstbell.prepared import Prepared
from firstbell.provisions.models import ClosedDay, PolicyVersion, SessionTime, Site, Term


@dataclass(frozen=True)
class SessionClock:
    """A session's wall-clock times in London, and for how many minutes its register stays open."""

    starts_time: time
    ends_time: time
    open_minutes: int


def policy_on(provision_id: int, day: date) -> policy.Policy:
    """Return the policy in force on a day: the last version whose start is not after it.

    A day before the first version gets the first one, so that imported history can be read.
    Raises Refused where the provision has no policy at all.
    """
    versions = PolicyVersion.objects.filter(provision_id=provision_id)
    chosen = (
        versions.filter(starts_on__lte=day).order_by("-starts_on", "-pk").values_list("text", flat=True).first()
        or versions.order_by("starts_on", "pk").values_list("text", flat=True).first()
    )
    if chosen is None:
        raise Refused(
            "This provision has no policy yet.",
            "Without one Firstbell does not know its codes, its times or what falls due.",
            "Open Settings, Policy and start from a preset.",
        )
    return _parsed(chosen)


def version_on(provision: OuterRef | Subquery, day: OuterRef | Subquery) -> Subquery:
    """Return the id of the policy version in force, to be asked for with something else; None before the first."""
    versions = PolicyVersion.objects.filter(provision=provision, starts_on__lte=day)
    return Subquery(versions.order_by("-starts_on", "-pk").values("pk")[:1])


def policy_of(version_id: int | None, provision_id: int, day: date) -> policy.Policy:
    """Return the policy of the version that `version_on` found. A version never changes, so it is read once."""
    if version_id is None:
        return policy_on(provision_id, day)
    if version_id not in _versions:
        _versions[version_id] = policy_on(provision_id, day)
    return _versions[version_id]


_versions: dict[int, policy.Policy] = {}


def forget_versions() -> None:
    """Read every version anew: a restored or emptied database may use an id again."""
    _versions.clear()


@lru_cache(maxsize=64)
def _parsed(text: str) -> policy.Policy:
    return policy.parse(text)


@lru_cache(maxsize=32)
def bank_holidays(year: int) -> dict[date, str]:
    """England's bank holidays of a calendar year, by date."""
    return dict(holidays.country_holidays("GB", subdiv="ENG", years=year, language="en_GB"))


def calendar(provision_id: int, site_id: int | None = None) -> SchoolCalendar:
    """Return the school days of a provision, or of one of its sites: terms without breaks, closures and bank holidays.

    One statement. The weekdays are those on which any session time is kept; Monday to Friday where there is none yet.
    """
    if site_id is None:
        return _calendar_of(tuple(_of_provision(provision_id=provision_id)))
    return _calendar_of(tuple(_of_site(provision_id=provision_id, site_id=site_id)))


@lru_cache(maxsize=64)
def _calendar_of(rows: tuple[Any, ...]) -> SchoolCalendar:
    """Make a calendar of its rows; the same rows are the same calendar."""
    spans: list[Span] = []
    closed: set[date] = set()
    opened: set[date] = set()
    weekdays: set[int] = set()
    for row in rows:
        if row.what == "term":
            spans += half_terms(row.starts_on, row.ends_on, row.break_starts_on, row.break_ends_on)
        elif row.what == "weekdays":
            weekdays |= {int(digit) - 1 for digit in row.kept}
        else:
            (opened if row.what == ClosedDay.Kind.OPEN else closed).update(Span(row.starts_on, row.ends_on).days())
    years = {year for span in spans for year in (span.starts_on.year, span.ends_on.year)}
    closed |= {day for year in years for day in bank_holidays(year)}
    spans.sort(key=lambda span: span.starts_on)
    return SchoolCalendar(tuple(spans), frozenset(closed - opened), weekdays=tuple(sorted(weekdays)) or (0, 1, 2, 3, 4))


def _calendar_rows(provision_id: int, site_id: int | None = None) -> QuerySet[Any]:
    """Terms, closures and the weekdays of session times, told apart by `what`."""
    no_day = Value(None, output_field=DateField())
    nothing = Value("", output_field=CharField())
    columns = ("what", "starts_on", "ends_on", "break_starts_on", "break_ends_on", "kept")
    terms = (
        Term.objects.filter(provision_id=provision_id)
        .order_by()
        .annotate(what=Value("term", output_field=CharField()), kept=nothing)
    )
    closures = (
        ClosedDay.objects.filter(Q(site=None) | Q(site_id=site_id), provision_id=provision_id, archived_at=None)
        .order_by()
        .annotate(what=F("kind"), break_starts_on=no_day, break_ends_on=no_day, kept=nothing)
    )
    times = SessionTime.objects.filter(site__provision_id=provision_id).order_by()
    if site_id is not None:
        times = times.filter(site_id=site_id)
    weekdays = times.annotate(
        what=Value("weekdays", output_field=CharField()),
        starts_on=F("from_on"),
        ends_on=F("from_on"),
        break_starts_on=no_day,
        break_ends_on=no_day,
        kept=F("weekdays"),
    )
    asked = [rows.values_list(*columns, named=True) for rows in (terms, closures, weekdays)]
    return asked[0].union(*asked[1:])


_of_provision = Prepared(_calendar_rows, provision_id=-1)
_of_site = Prepared(_calendar_rows, provision_id=-1, site_id=-2)


def half_terms(starts_on: date, ends_on: date, break_starts_on: date | None, break_ends_on: date | None) -> list[Span]:
    """Return a term without its break: the two half-terms, or the one term."""
    if break_starts_on is None or break_ends_on is None:
        return [Span(starts_on, ends_on)]
    return [
        Span(starts_on, break_starts_on - timedelta(days=1)),
        Span(break_ends_on + timedelta(days=1), ends_on),
    ]


def open_sites(provision_id: int, day: date) -> list[int]:
    """Return the ids of the sites open on a day."""
    sites = Site.objects.filter(provision_id=provision_id, archived_at=None).values_list("pk", flat=True)
    return [site for site in sites if calendar(provision_id, site).is_school_day(day)]


def session_clocks(site_ids: Collection[int], day: date) -> dict[tuple[int, str], SessionClock]:
    """Return the session times of a day by (site, session): of each, the row that started last."""
    rows = SessionTime.objects.filter(
        site_id__in=site_ids, from_on__lte=day, weekdays__contains=str(day.isoweekday())
    ).order_by("from_on", "pk")
    return {(r.site_id, r.session): SessionClock(r.starts_time, r.ends_time, r.open_minutes) for r in rows}


def session_clock(site_id: int, session: str, day: date) -> SessionClock | None:
    """Return one session's times on a day, or None where the site has no such session."""
    return session_clocks([site_id], day).get((site_id, session))
