"""Reports as their page shows them: what the policy sends, what is due, and what was sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.paginator import Page, Paginator

from firstbell.domain.school_time import Span
from firstbell.outbox.models import Message
from firstbell.outbox.queries import LOOKS, state_words
from firstbell.placements.models import Commissioner, Placement
from firstbell.placements.queries.places import in_force
from firstbell.policy.reports import Every, ReportDocument, ReportFormat, ReportRule, ReportTo, Weekday
from firstbell.provisions.queries import policy_on
from firstbell.reports.documents.document import in_words
from firstbell.reports.documents.models import ReportRun
from firstbell.reports.documents.spans import Terms, terms_of

PER_PAGE = 25
WHAT = {
    ReportDocument.COMMISSIONER: "Attendance of their pupils",
    ReportDocument.PUPIL: "A pupil’s attendance report",
    ReportDocument.TERM: "The term, without names",
    ReportDocument.HANDOVER: "Handover at the end of a placement",
}
WHOM = {
    ReportTo.COMMISSIONER: "each school and council, its own pupils",
    ReportTo.PARENTS: "the parent or carer of each pupil",
    ReportTo.COUNCIL: "each council with pupils here",
    ReportTo.HEAD: "the head of provision, for governors",
}
FORMATS = {ReportFormat.PDF: "PDF", ReportFormat.CSV: "CSV", ReportFormat.XLSX: "Excel"}


@dataclass(frozen=True)
class Sends:
    """One report of the policy. next_on: when it goes next, None where that hangs on a placement's end."""

    what: str
    whom: str
    when: str
    formats: str
    clause: str
    next_on: date | None


@dataclass(frozen=True)
class Post:
    """One report that is due or was settled. state, tone, icon: of its message; why_not: why there is none."""

    what: str
    whom: str
    period: str
    at: datetime
    by: str
    message_id: int | None
    state: str
    tone: str
    icon: str
    why_not: str


@dataclass(frozen=True)
class Posts:
    """The page: the policy's reports, this page of the rows, and the schools and councils with pupils here."""

    sends: tuple[Sends, ...]
    rows: tuple[Post, ...]
    page: Page[ReportRun]
    schools: tuple[tuple[int, str], ...]


def posts(provision_id: int, today: date, page: str | None) -> Posts:
    """Return the page. Seven statements, however many reports."""
    terms = terms_of(provision_id)
    rules = [rule for rule in policy_on(provision_id, today).reports if rule.until_on is None or rule.until_on >= today]
    related = ("message", "commissioner", "pupil", "member")
    found = Paginator(ReportRun.objects.filter(provision_id=provision_id).select_related(*related), PER_PAGE)
    shown = found.get_page(page)
    places = in_force(Placement.objects.filter(pupil__provision_id=provision_id), today)
    senders = {each for pair in places.values_list("commissioner_id", "main_school_id") for each in pair if each}
    schools = Commissioner.objects.filter(pk__in=senders).order_by("name").values_list("pk", "name")
    return Posts(
        sends=tuple(_sends(rule, terms, today) for rule in rules),
        rows=tuple(_post(run) for run in shown),
        page=shown,
        schools=tuple(schools),
    )


def _sends(rule: ReportRule, terms: Terms, today: date) -> Sends:
    return Sends(
        what=WHAT[rule.document],
        whom=WHOM[rule.to],
        when=_when(rule),
        formats=", ".join(FORMATS[form] for form in rule.formats),
        clause=rule.clause,
        next_on=next_on(rule, terms, today),
    )


def _when(rule: ReportRule) -> str:
    if rule.every is Every.WEEK:
        return f"every {list(Weekday)[rule.weekday - 1].value.capitalize()} at {rule.time:%H:%M}"
    ends = {Every.HALF_TERM: "a half-term", Every.TERM: "a term", Every.END_OF_PLACEMENT: "a placement"}[rule.every]
    days = rule.days_after
    after = "on the last day of" if not days else f"{days} day{'' if days == 1 else 's'} after the end of"
    return f"{after} {ends}, at {rule.time:%H:%M}"


def next_on(rule: ReportRule, terms: Terms, today: date) -> date | None:
    """Return the next day, today among them, on which a report goes; None where no end is known."""
    if rule.every is Every.WEEK:
        days = (today + timedelta(days=number) for number in range(7))
        return next(day for day in days if day.isoweekday() == rule.weekday)
    if rule.every is Every.END_OF_PLACEMENT:
        return None
    times = terms.halves if rule.every is Every.HALF_TERM else terms.terms
    ends = (span.ends_on + timedelta(days=rule.days_after) for span in times)
    return min((day for day in ends if day >= today), default=None)


def _post(run: ReportRun) -> Post:
    message = run.message
    tone, icon = LOOKS[Message.State(message.state)] if message else ("soft", "clock" if not run.why_not else "cross")
    state = state_words(message) if message else "Left out" if run.why_not else "Waits for its time"
    about = run.pupil.name if run.pupil else ""
    to = run.commissioner.name if run.commissioner else run.member.name if run.member else "the family"
    return Post(
        what=f"{WHAT[ReportDocument(run.document)]}{f': {about}' if about else ''}",
        whom=to,
        period=in_words(Span(run.starts_on, run.ends_on)),
        at=message.due_at if message else run.due_at,
        by="by the policy" if run.rule else f"by {run.made_by}",
        message_id=message.pk if message else None,
        state=state,
        tone=tone,
        icon=icon,
        why_not=run.why_not,
    )
