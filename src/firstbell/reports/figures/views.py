"""The pages of attendance in figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from firstbell.accounts.commands import log_access
from firstbell.accounts.models import AccessLog
from firstbell.domain.school_time import Span, london_day
from firstbell.registers.queries import Periods, periods, placement_span
from firstbell.reports.figures import subjects
from firstbell.reports.figures.forms import PeriodForm
from firstbell.reports.figures.lists import Order, breakdown, pupil_rows
from firstbell.reports.figures.measures import tally_items
from firstbell.reports.figures.queries import changes, figures_of, views
from firstbell.reports.figures.story import published, story_of
from firstbell.reports.figures.subjects import Subject
from firstbell.reports.figures.trackers import hours_of, trackers
from firstbell.reports.pictures.six_weeks import six_weeks


@require_safe
def of_pupil(request: HttpRequest, pupil_id: int) -> HttpResponse:
    return _page(request, subjects.of_pupil(request.staff, pupil_id))


@require_safe
def of_group(request: HttpRequest, group_id: int) -> HttpResponse:
    return _page(request, subjects.of_group(request.staff, group_id))


@require_safe
def of_site(request: HttpRequest, site_id: int) -> HttpResponse:
    return _page(request, subjects.of_site(request.staff, site_id))


@require_safe
def of_commissioner(request: HttpRequest, commissioner_id: int) -> HttpResponse:
    return _page(request, subjects.of_commissioner(request.staff, commissioner_id))


@require_safe
def of_provision(request: HttpRequest) -> HttpResponse:
    return _page(request, subjects.of_provision(request.staff))


def _page(request: HttpRequest, subject: Subject) -> HttpResponse:
    """Show a subject's figures and, of many pupils, the list of them. Reading it is noted for each of them."""
    today = london_day(request.received_at)
    known = periods(subject.scope.provision_id, today)
    form = PeriodForm(request.GET, spans=_spans(subject, known, today), default="year")
    figures = figures_of(subject, form.span, today)
    context = {
        "subject": subject,
        "form": form,
        "figures": figures,
        "items": tally_items(figures.whole.tally),
        "views": list(views(subject, figures)),
        "changes": changes(subject, figures, today, known),
    }
    context["story"] = [*(story_of(subject.pupil, today) if subject.pupil else ()), *published()]
    if subject.pupil is not None:
        pupil_ids = [subject.pupil.pk]
        context |= {"trackers": trackers(subject.pupil, today), "hours": hours_of(subject.pupil, today)}
    else:
        order = Order.of(request.GET.get("sort", ""))
        rows = order.sort(pupil_rows(subject.scope, form.span, known.last_half_term))
        pupil_ids = [row.pupil_id for row in rows]
        parts = [breakdown(subject.scope, form.span, by) for by in subject.breakdowns]
        context |= {"rows": rows, "heads": _heads(request, order), "breakdowns": parts, "asked": _asked(request)}
        context |= {"weeks": six_weeks(subject.scope, today)}
    log_access(
        request.staff,
        pupil_ids,
        kind=AccessLog.Kind.VIEWED,
        route=request.resolver_match.view_name,
        at=request.received_at,
        request_id=request.id,
    )
    return render(request, "reports/figures/page.html", context, status=200 if form.is_valid() else 422)


def _spans(subject: Subject, known: Periods, today: date) -> Mapping[str, tuple[str, Span]]:
    """The named periods there are, in the order in which they grow."""
    placed = placement_span(subject.pupil.pk, today) if subject.pupil else None
    asked = (
        ("today", "Today", known.today),
        ("week", "This week", known.week),
        ("half-term", "This half-term", known.half_term),
        ("last-half-term", "Last half-term", known.last_half_term),
        ("term", "This term", known.term),
        ("year", "This school year", known.year),
        ("placement", "Since the placement began", placed),
    )
    return {key: (words, span) for key, words, span in asked if span is not None}


def _asked(request: HttpRequest, **changed: str) -> str:
    """The question of this address again, with some of it changed."""
    query = request.GET.copy()
    for name, value in changed.items():
        query[name] = value
    return query.urlencode()


def _heads(request: HttpRequest, order: Order) -> list[tuple[Any, str]]:
    return [(head, _asked(request, sort=head.asks)) for head in order.heads()]
