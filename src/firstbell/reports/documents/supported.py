"""What a document says of the help a pupil had: in the pupil's own words, what was tried, what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Prefetch

from firstbell.domain.school_time import Span, long_date
from firstbell.domain.tallies import shown
from firstbell.people.models import Pupil
from firstbell.placements.models import Placement
from firstbell.placements.queries.baselines import baseline_of
from firstbell.reports.documents.document import Figure, Section, in_words
from firstbell.reports.documents.sessions import sessions_in_words
from firstbell.support.cases.models import SupportEntry
from firstbell.support.plans.models import PlanReview, PlanStrategy, PlanTarget, SupportPlan
from firstbell.support.plans.words import target_in_words
from firstbell.support.recognition.models import Recognition


@dataclass(frozen=True)
class Supported:
    """What is known of the help a pupil had.

    baseline: attendance before the placement began, None where nobody recorded it. sections: in the order in which
    they are read; those with nothing to say are left out.
    """

    baseline: Figure | None
    sections: tuple[Section, ...]


def supported(pupil: Pupil, places: Sequence[Placement], span: Span, *, at_the_end: bool = False) -> Supported:
    """Return what is known of the help a pupil had in a span. Seven statements at most.

    at_the_end: for a handover, which tells of every plan and what came of it, not of the one in force alone.
    """
    plans = list(
        SupportPlan.objects.filter(case__pupil=pupil, agreed_at__isnull=False, starts_on__lte=span.ends_on)
        .order_by("starts_on", "pk")
        .prefetch_related(
            Prefetch("targets", PlanTarget.objects.order_by("pk")),
            Prefetch("strategies", PlanStrategy.objects.order_by("from_on", "pk")),
            Prefetch("reviews", PlanReview.objects.order_by("reviewed_on", "pk")),
        )
    )
    in_force = [plan for plan in plans if plan.is_in_force]
    told = plans if at_the_end else in_force
    found = [_own_words(pupil, span), _went_well(pupil, span), _help(told, span), _came_of_it(told, span)]
    found += [_next(in_force[-1], at_the_end)] if in_force else []
    return Supported(_baseline(places), tuple(section for section in found if section))


def _baseline(places: Sequence[Placement]) -> Figure | None:
    """Return attendance at the main school before the first of these placements that has a figure."""
    known = baseline_of([place.pk for place in places])
    first = next((known[place.pk] for place in places if place.pk in known), None)
    if first is None:
        return None
    rate = shown(Fraction(100 * first.attended, first.possible))
    return Figure("Before coming here", rate, f"{first.attended} of {sessions_in_words(first.possible)}")


def _own_words(pupil: Pupil, span: Span) -> Section | None:
    said = SupportEntry.objects.filter(
        case__pupil=pupil, kind=SupportEntry.Kind.PUPIL, said_on__gte=span.starts_on, said_on__lte=span.ends_on
    )
    words = tuple(f"“{each.words}” ({long_date(each.said_on)})" for each in said.order_by("said_on", "pk"))
    return Section(f"In {pupil.first_name}’s own words", words=words) if words else None


def _went_well(pupil: Pupil, span: Span) -> Section | None:
    given = Recognition.objects.filter(
        pupil=pupil, state=Recognition.State.GIVEN, ends_on__gte=span.starts_on, ends_on__lte=span.ends_on
    )
    points = tuple(
        f"{each.name}, {in_words(Span(each.starts_on, each.ends_on))}" for each in given.order_by("ends_on", "pk")
    )
    return Section("What went well", points=points) if points else None


def _help(plans: Sequence[SupportPlan], span: Span) -> Section | None:
    """Each strategy once, also where a later version of the plan carried it on."""
    begun = {
        (each.key, each.from_on): each
        for plan in plans
        for each in plan.strategies.all()
        if each.from_on <= span.ends_on and (each.until_on is None or each.until_on >= span.starts_on)
    }
    points = tuple(
        f"{each.words}: {each.done_by}, "
        + (in_words(Span(each.from_on, each.until_on)) if each.until_on else f"since {long_date(each.from_on)}")
        for each in begun.values()
    )
    return Section("What is done to help", points=points) if points else None


def _came_of_it(plans: Sequence[SupportPlan], span: Span) -> Section | None:
    points = tuple(
        f"{long_date(each.reviewed_on)}: {each.get_decision_display().lower()}. Before the plan "
        f"{_sum(each.before_attended, each.before_possible)}, since then "
        f"{_sum(each.after_attended, each.after_possible)}."
        for plan in plans
        for each in plan.reviews.all()
        if span.covers(each.reviewed_on)
    )
    return Section("What came of it", points=points) if points else None


def _next(plan: SupportPlan, at_the_end: bool) -> Section:
    points = tuple(f"{target_in_words(each)}, by {long_date(each.ends_on)}" for each in plan.targets.all())
    if at_the_end:
        return Section("What we suggest for the return", words=(plan.aim,), points=points)
    note = f"We look at this plan again on {long_date(plan.review_on)}."
    return Section("What comes next", words=(plan.aim,), points=points, note=note)


def _sum(attended: int, possible: int) -> str:
    if not possible:
        return "no session"
    return f"{shown(Fraction(100 * attended, possible))} ({attended} of {sessions_in_words(possible)})"
