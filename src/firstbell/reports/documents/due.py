"""Which reports fall due on a day, by the policy of that day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from firstbell import journal
from firstbell.domain.school_time import Span, london_day, starts_at
from firstbell.journal import Actor
from firstbell.policy.reports import Every, ReportRule
from firstbell.provisions.models import Provision
from firstbell.provisions.queries import calendar, policy_on
from firstbell.reports.documents.models import ReportRun
from firstbell.reports.documents.recipients import subjects
from firstbell.reports.documents.spans import terms_of, week_of
from firstbell.units import unit_of_work

WORKER = Actor.system("worker")
CATCHES_UP = timedelta(days=3)
"""A worker that stood still over a weekend still makes what fell due; nothing older goes out by itself."""
FRIDAY = 5


def schedule_reports(provision_id: int, at: datetime) -> int:
    """Put what falls due today, or fell due in the last three days, on the list. Returns how many. Safe to repeat."""
    today = london_day(at)
    provision = Provision.objects.get(pk=provision_id)
    made: list[ReportRun] = []
    for day in (
        Span(max(today - CATCHES_UP, provision.go_live_on), today).days() if today >= provision.go_live_on else ()
    ):
        for rule in policy_on(provision_id, day).reports:
            if not rule.holds_on(day):
                continue
            for span in spans_due(rule, provision_id, day):
                if span.ends_on >= provision.go_live_on:
                    made += _runs(rule, provision_id, span, day, at)
    if not made:
        return 0
    with unit_of_work():
        there = ReportRun.objects.filter(provision_id=provision_id, ends_on__in={run.ends_on for run in made})
        known = set(there.values_list("rule", "about", "ends_on"))
        new = [run for run in made if (run.rule, run.about, run.ends_on) not in known]
        ReportRun.objects.bulk_create(new, ignore_conflicts=True)
        if new:
            facts = {"count": len(new), "rules": sorted({run.rule for run in new})}
            about = f"provision:{provision_id}"
            journal.write("reports.scheduled", facts, by=WORKER, at=at, provision_id=provision_id, about=about)
    return len(new)


def spans_due(rule: ReportRule, provision_id: int, day: date) -> Iterator[Span]:
    """Yield the times whose report falls due on a day. A week without a school day has none."""
    if rule.every is Every.WEEK:
        if day.isoweekday() == rule.weekday:
            span = week_of(provision_id, day if rule.weekday >= FRIDAY else day - timedelta(weeks=1))
            if calendar(provision_id).school_days(span):
                yield span
        return
    last = day - timedelta(days=rule.days_after)
    if rule.every is Every.END_OF_PLACEMENT:
        yield Span(last, last)
        return
    terms = terms_of(provision_id)
    yield from (
        each for each in (terms.halves if rule.every is Every.HALF_TERM else terms.terms) if each.ends_on == last
    )


def _runs(rule: ReportRule, provision_id: int, span: Span, day: date, at: datetime) -> list[ReportRun]:
    return [
        ReportRun(
            provision_id=provision_id,
            rule=rule.key,
            document=rule.document,
            to=rule.to,
            about=each.about,
            commissioner_id=each.commissioner_id,
            pupil_id=each.pupil_id,
            placement_id=each.placement_id,
            member_id=each.member_id,
            starts_on=span.starts_on,
            ends_on=span.ends_on,
            formats=" ".join(rule.formats),
            due_at=starts_at(day, rule.time),
            made_at=at,
            made_by=WORKER.name,
        )
        for each in subjects(provision_id, rule.document, rule.to, span, span.ends_on)
    ]
