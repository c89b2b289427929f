"""When a provision is open, and which policy is in force."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache

import holidays
from django.db.models import Q

from firstbell import policy
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import SchoolCalendar, Span
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


@lru_cache(maxsize=64)
def _parsed(text: str) -> policy.Policy:
    return policy.parse(text)


@lru_cache(maxsize=32)
def bank_holidays(year: int) -> dict[date, str]:
    """England's bank holidays of a calendar year, by date."""
    return dict(holidays.country_holidays("GB", subdiv="ENG", years=year, language="en_GB"))


def calendar(provision_id: int, site_id: int | None = None) -> SchoolCalendar:
    """Return the school days of a provision, or of one of its sites: terms without breaks, closures, bank holidays."""
    spans: list[Span] = []
    for term in Term.objects.filter(provision_id=provision_id).order_by("starts_on"):
        if term.break_starts_on is None or term.break_ends_on is None:
            spans.append(Span(term.starts_on, term.ends_on))
        else:
            spans.append(Span(term.starts_on, term.break_starts_on - timedelta(days=1)))
            spans.append(Span(term.break_ends_on + timedelta(days=1), term.ends_on))
    years = {year for span in spans for year in (span.starts_on.year, span.ends_on.year)}
    closed = {day for year in years for day in bank_holidays(year)}
    opened: set[date] = set()
    rows = ClosedDay.objects.filter(Q(site=None) | Q(site_id=site_id), provision_id=provision_id, archived_at=None)
    for row in rows:
        days = {row.starts_on + timedelta(days=n) for n in range((row.ends_on - row.starts_on).days + 1)}
        (opened if row.kind == ClosedDay.Kind.OPEN else closed).update(days)
    return SchoolCalendar(tuple(spans), frozenset(closed - opened), weekdays=_weekdays(provision_id, site_id))


def _weekdays(provision_id: int, site_id: int | None) -> tuple[int, ...]:
    """The weekdays (Monday is 0) on which any session time is kept; Monday to Friday where there is none yet."""
    times = SessionTime.objects.filter(site__provision_id=provision_id)
    if site_id is not None:
        times = times.filter(site_id=site_id)
    kept = {int(digit) - 1 for digits in times.values_list("weekdays", flat=True).distinct() for digit in digits}
    return tuple(sorted(kept)) or (0, 1, 2, 3, 4)


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
