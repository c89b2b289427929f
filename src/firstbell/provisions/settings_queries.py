"""The settings as their pages show them: sites, calendar, policy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet

from firstbell import policy
from firstbell.domain.school_time import SchoolCalendar, Span, academic_year, academic_year_name, long_date
from firstbell.provisions import phones
from firstbell.provisions.models import ClosedDay, Group, PolicyVersion, SessionTime, Site, Term
from firstbell.provisions.queries import bank_holidays, calendar

WEEKDAYS = ("", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True)
class TimeRow:
    """A session's times from a day on. state: now, later or before."""

    id: int
    session: str
    weekdays: str
    hours: str
    open_minutes: int
    from_on: date
    state: str


@dataclass(frozen=True)
class SiteCard:
    """A site with its session times and groups."""

    id: int
    name: str
    address: str
    phone: str
    times: tuple[TimeRow, ...]
    groups: tuple[str, ...]
    is_archived: bool


@dataclass(frozen=True)
class TermRow:
    """A term in words. days: its school days."""

    id: int
    name: str
    starts_on: date
    ends_on: date
    half_term: str
    days: int


@dataclass(frozen=True)
class ClosedRow:
    """Days of the calendar that are not as the terms say. id is None for a bank holiday, which needs no row."""

    id: int | None
    starts_on: date
    ends_on: date
    name: str
    kind: str
    site: str


@dataclass(frozen=True)
class YearPage:
    """An academic year: its terms, its closed days in order, and the years beside it."""

    name: str
    start_year: int
    terms: tuple[TermRow, ...]
    closed: tuple[ClosedRow, ...]
    school_days: int


@dataclass(frozen=True)
class PolicyRow:
    """One version of the policy. state: now, later or before."""

    id: int
    starts_on: date
    replaced_on: date | None
    title: str
    preset: str
    made_at: datetime
    made_by: str
    state: str


def site_cards(sites: QuerySet[Site], today: date) -> list[SiteCard]:
    """Return the sites, those in use first. Three statements for any number."""
    rows = sites.prefetch_related(
        Prefetch("session_times", SessionTime.objects.order_by("session", "-from_on", "weekdays")),
        Prefetch("groups", Group.objects.filter(archived_at=None)),
    )
    cards = [
        SiteCard(
            id=site.pk,
            name=site.name,
            address=site.address,
            phone=phones.shown(site.phone),
            times=tuple(_time_rows(list(site.session_times.all()), today)),
            groups=tuple(group.name for group in site.groups.all()),
            is_archived=site.archived_at is not None,
        )
        for site in rows
    ]
    return sorted(cards, key=lambda card: (card.is_archived, card.name.casefold()))


def _time_rows(times: list[SessionTime], today: date) -> Iterable[TimeRow]:
    for row in times:
        newer = any(
            other.session == row.session and set(row.weekdays) <= set(other.weekdays)
            and row.from_on < other.from_on <= today
            for other in times
        )  # fmt: skip
        yield TimeRow(
            id=row.pk,
            session=row.get_session_display().capitalize(),
            weekdays=weekday_words(row.weekdays),
            hours=f"{row.starts_time:%H:%M} to {row.ends_time:%H:%M}",
            open_minutes=row.open_minutes,
            from_on=row.from_on,
            state="later" if row.from_on > today else "before" if newer else "now",
        )


def weekday_words(digits: str) -> str:
    """Return weekdays in words: Mon to Fri, or Mon, Wed."""
    days = sorted({int(digit) for digit in digits})
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return f"{WEEKDAYS[days[0]]} to {WEEKDAYS[days[-1]]}"
    return ", ".join(WEEKDAYS[day] for day in days)


def year_page(provision_id: int, day: date) -> YearPage:
    """Return the academic year that holds a day."""
    year = academic_year(day)
    school = calendar(provision_id)
    terms = Term.objects.filter(provision_id=provision_id, starts_on__lte=year.ends_on, ends_on__gte=year.starts_on)
    rows = ClosedDay.objects.filter(
        provision_id=provision_id, archived_at=None, starts_on__lte=year.ends_on, ends_on__gte=year.starts_on
    ).select_related("site")
    opened = [row for row in rows if row.kind == ClosedDay.Kind.OPEN]
    closed = [
        ClosedRow(
            row.pk, row.starts_on, row.ends_on, row.name, row.get_kind_display(), row.site.name if row.site else ""
        )
        for row in rows
    ]
    for number in (year.starts_on.year, year.ends_on.year):
        for holiday, name in bank_holidays(number).items():
            in_term = any(term.starts_on <= holiday <= term.ends_on for term in terms)
            is_open = any(row.starts_on <= holiday <= row.ends_on for row in opened)
            is_weekday = holiday.weekday() in school.weekdays
            if year.covers(holiday) and in_term and is_weekday and not is_open:
                closed.append(ClosedRow(None, holiday, holiday, name, "Bank holiday", ""))
    return YearPage(
        name=academic_year_name(day),
        start_year=year.starts_on.year,
        terms=tuple(_term_row(term, school) for term in terms),
        closed=tuple(sorted(closed, key=lambda row: (row.starts_on, row.name))),
        school_days=len(school.school_days(year)),
    )


def _term_row(term: Term, school: SchoolCalendar) -> TermRow:
    half_term = "no break"
    if term.break_starts_on and term.break_ends_on:
        half_term = f"{long_date(term.break_starts_on)} to {long_date(term.break_ends_on)}"
    days = len(school.school_days(Span(term.starts_on, term.ends_on)))
    return TermRow(term.pk, term.name, term.starts_on, term.ends_on, half_term, days)


def policy_rows(versions: QuerySet[PolicyVersion], today: date) -> list[PolicyRow]:
    """Return the versions of a policy that were or will be in force, newest first."""
    in_force: dict[date, PolicyVersion] = {}
    for version in versions.order_by("starts_on", "pk"):
        in_force[version.starts_on] = version
    rows: list[PolicyRow] = []
    following: date | None = None
    for version in reversed(in_force.values()):
        state = "later" if version.starts_on > today else "before" if following and following <= today else "now"
        title = _title(version.text)
        rows.append(
            PolicyRow(
                version.pk, version.starts_on, following, title, version.preset, version.made_at, version.made_by, state
            )
        )
        following = version.starts_on
    return rows


def _title(text: str) -> str:
    return policy.parse(text).title


def current_policy(versions: QuerySet[PolicyVersion], today: date) -> PolicyVersion | None:
    """Return the policy in force on a day, or the first one still to come; None without any."""
    begun = versions.filter(starts_on__lte=today).order_by("-starts_on", "-pk").first()
    return begun or versions.order_by("starts_on", "-pk").first()
