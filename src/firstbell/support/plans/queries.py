"""What pages about plans show. Figures come from the register, with their sum and dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from fractions import Fraction

from django.db.models import Q

from firstbell.domain.marked_sessions import MarkedSession
from firstbell.domain.plans import Judgement, Verdict, periods_around
from firstbell.domain.school_time import Span, london_day, monday_of
from firstbell.domain.tallies import shown
from firstbell.domain.targets import MOST_SESSIONS_A_WEEK, PERCENTAGES, Progress, Standing, TargetKind
from firstbell.placements.models import Placement, Slot
from firstbell.placements.queries.places import in_force
from firstbell.provisions import queries as provisions
from firstbell.support.plans import judging
from firstbell.support.plans.models import (
    AgencyEntry,
    AgencyReferral,
    PlanAgreement,
    PlanReview,
    PlanStrategy,
    PlanTarget,
    SupportPlan,
)
from firstbell.support.plans.words import change_in_words, target_in_words, verdict_in_words

SCHOOL_WEEKS_TO_A_REVIEW = 6
Party = PlanAgreement.Party

TONES = {
    Standing.MET: ("good", "tick", "Met"),
    Standing.ON_THE_WAY: ("told", "clock", "On the way"),
    Standing.BEHIND: ("wait", "hollow", "Not there yet"),
    Standing.NOT_MET: ("bad", "cross", "Not met"),
    Standing.TOO_EARLY: ("soft", "clock", "Too early to say"),
    Standing.DESCRIBED: ("soft", "adult", "People say"),
}
DECISIONS = {
    Verdict.IMPROVED: ("good", "tick"),
    Verdict.HELD: ("wait", "hollow"),
    Verdict.WORSE: ("bad", "alert"),
    Verdict.TOO_EARLY: ("soft", "clock"),
}


@dataclass(frozen=True)
class TargetRow:
    """One target with how it stands. share, mark: from 0 to 1, what is reached and where the target lies; None where

    no bar says it.
    """

    target: PlanTarget
    words: str
    progress: Progress
    tone: str
    icon: str
    state: str
    share: float | None
    mark: float | None

    @property
    def reached_width(self) -> str:
        return _width(self.share)

    @property
    def mark_place(self) -> str:
        return _width(self.mark)

    @property
    def mark_words(self) -> str:
        if self.target.kind == TargetKind.WITHOUT_LEAVE:
            return f"at most {self.target.amount}"
        return f"target {self.target.amount}{'%' if self.target.kind in PERCENTAGES else ''}"

    @property
    def is_mark_far(self) -> bool:
        """Its label would run over the end of the line."""
        return self.mark is not None and self.mark > 0.5


@dataclass(frozen=True)
class PartyRow:
    """Who is asked to agree, and the latest agreement of theirs; None while it is missing."""

    party: str
    words: str
    agreement: PlanAgreement | None


@dataclass(frozen=True)
class ReviewRow:
    """One review with its change in words."""

    review: PlanReview
    tone: str
    icon: str
    change: str
    before: str
    after: str


@dataclass(frozen=True)
class PlanPage:
    """One version of a plan on a day. judgement: None while it is being written, or was replaced.

    change: the judgement in words. review_due: the duty that waits for a review.
    """

    plan: SupportPlan
    targets: tuple[TargetRow, ...]
    strategies: tuple[PlanStrategy, ...]
    parties: tuple[PartyRow, ...]
    reviews: tuple[ReviewRow, ...]
    versions: tuple[SupportPlan, ...]
    judgement: Judgement | None
    change: str
    today: date

    @property
    def missing_parties(self) -> list[str]:
        return [row.words for row in self.parties if row.agreement is None]


@dataclass(frozen=True)
class ReviewPage:
    """What the register says of a plan on a day. axis: the change and its range on one line, None without figures."""

    judgement: Judgement
    verdict: str
    change: str
    why: str
    before: str
    after: str
    before_dates: str
    after_dates: str
    axis: Axis | None
    targets: tuple[TargetRow, ...]
    earlier: tuple[ReviewRow, ...]


@dataclass(frozen=True)
class Axis:
    """Places on a line from 50 points down to 50 up, as percentages of its width."""

    low: str
    width: str
    change: str


@dataclass(frozen=True)
class ReferralRow:
    """A referral that waits. days: since the agency was asked; latest: the last thing written down, if any."""

    referral: AgencyReferral
    days: int
    latest: AgencyEntry | None


def plan_of(case_id: int) -> SupportPlan | None:
    """Return the version of a case's plan that is in force."""
    found = SupportPlan.objects.filter(case_id=case_id, agreed_at__isnull=False, replaced_at=None)
    return found.select_related("case__pupil").first()


def draft_of(case_id: int) -> SupportPlan | None:
    """Return the version that is being written."""
    return SupportPlan.objects.filter(case_id=case_id, agreed_at=None).select_related("case__pupil").first()


def plan_page(plan: SupportPlan, today: date) -> PlanPage:
    """Return everything that stands on a version's page."""
    sessions = judging.sessions_around(plan, today)
    judgement = judging.judgement_of(plan, today, sessions) if plan.is_in_force else None
    until = today if plan.replaced_at is None else min(today, london_day(plan.replaced_at))
    rows = tuple(_target_row(target, judging.progress_of(target, sessions, until)) for target in plan.targets.all())
    return PlanPage(
        plan=plan,
        targets=rows,
        strategies=tuple(plan.strategies.all()),
        parties=_parties(plan),
        reviews=tuple(_review_row(each) for each in plan.reviews.order_by("-decided_at")),
        versions=tuple(SupportPlan.objects.filter(case_id=plan.case_id)),
        judgement=judgement,
        change=change_in_words(judgement) if judgement else "",
        today=today,
    )


def review_page(plan: SupportPlan, today: date) -> ReviewPage:
    """Return what a review is decided on."""
    policy = provisions.policy_on(plan.case.provision_id, today)
    least = judging.least_sessions(policy)
    sessions = judging.sessions_around(plan, today)
    before, after = periods_around(sessions, plan.starts_on, today, at_least_sessions=least)
    judgement = judging.judgement_of(plan, today, sessions)
    return ReviewPage(
        judgement=judgement,
        verdict=str(PlanReview.Decision(judgement.verdict).label).lower(),
        change=change_in_words(judgement),
        why=verdict_in_words(judgement, least, judging.least_points(policy, today)),
        before=_sum(judgement.before.attended, judgement.before.possible),
        after=_sum(judgement.after.attended, judgement.after.possible),
        before_dates=_dates(before),
        after_dates=_dates(after),
        axis=_axis(judgement),
        targets=tuple(
            _target_row(target, judging.progress_of(target, sessions, today)) for target in plan.targets.all()
        ),
        earlier=tuple(_review_row(each) for each in plan.reviews.order_by("-decided_at")),
    )


def referral_row(referral: AgencyReferral, today: date) -> ReferralRow:
    entries = list(referral.entries.all())
    return ReferralRow(referral, (today - referral.referred_on).days, entries[-1] if entries else None)


def review_day(provision_id: int, begins_on: date, weeks: int = SCHOOL_WEEKS_TO_A_REVIEW) -> date:
    """Return the day so many school weeks on: the same weekday, holidays left out; plain weeks where the calendar

    holds too few.
    """
    calendar = provisions.calendar(provision_id)
    mondays = calendar.school_weeks(Span(monday_of(begins_on) + timedelta(weeks=1), begins_on + timedelta(days=366)))
    monday = mondays[weeks - 1] if len(mondays) >= weeks else monday_of(begins_on) + timedelta(weeks=weeks)
    day = monday + timedelta(days=min(begins_on.weekday(), 4))
    while not calendar.is_school_day(day) and day < monday + timedelta(days=4):
        day += timedelta(days=1)
    return day


def waiting_referrals(provision_id: int) -> list[AgencyReferral]:
    """Return the referrals whose outcome is not known, longest waiting first. Two statements."""
    found = AgencyReferral.objects.filter(case__provision_id=provision_id, closed_at=None)
    return list(found.select_related("case__pupil").prefetch_related("entries").order_by("referred_on", "pk"))


def ended_referrals(provision_id: int, most: int = 50) -> list[AgencyReferral]:
    """Return the latest referrals with an outcome. Two statements."""
    found = AgencyReferral.objects.filter(case__provision_id=provision_id, closed_at__isnull=False)
    return list(found.select_related("case__pupil").prefetch_related("entries").order_by("-closed_at")[:most])


def _target_row(target: PlanTarget, now: Progress) -> TargetRow:
    share, mark = _drawn(target, now)
    return TargetRow(target, target_in_words(target), now, *TONES[now.standing], share=share, mark=mark)


def _drawn(target: PlanTarget, now: Progress) -> tuple[float | None, float | None]:
    if now.reached is None:
        return None, None
    if target.kind in PERCENTAGES:
        return float(now.reached) / 100, target.amount / 100
    if target.kind == TargetKind.SESSIONS_A_WEEK:
        return float(now.reached) / MOST_SESSIONS_A_WEEK, target.amount / MOST_SESSIONS_A_WEEK
    whole = max(target.amount, now.count, 1) * 1.25
    return now.count / whole, target.amount / whole


def _parties(plan: SupportPlan) -> tuple[PartyRow, ...]:
    latest = {each.party: each for each in plan.agreements.all()}
    return tuple(PartyRow(party.value, str(party.label), latest.get(party.value)) for party in Party)


def _review_row(review: PlanReview) -> ReviewRow:
    return ReviewRow(
        review,
        *DECISIONS[Verdict(review.decision)],
        change=_kept_change(review),
        before=_sum(review.before_attended, review.before_possible),
        after=_sum(review.after_attended, review.after_possible),
    )


def _kept_change(review: PlanReview) -> str:
    if not review.before_possible or not review.after_possible:
        return ""
    points = 100 * (review.after_attended / review.after_possible - review.before_attended / review.before_possible)
    return f"{points:+.0f} points".replace("-", "−")


def _sum(attended: int, possible: int) -> str:
    percent = Fraction(100 * attended, possible) if possible else None
    return f"{attended} of {possible} sessions, {shown(percent)}" if possible else shown(None)


def _dates(sessions: Sequence[MarkedSession]) -> str:
    if not sessions:
        return ""
    return f"{sessions[0].on:%-d %b %Y} to {sessions[-1].on:%-d %b %Y}"


def _axis(judgement: Judgement) -> Axis | None:
    if judgement.change_points is None or judgement.low is None or judgement.high is None:
        return None
    low, high, change = (
        min(100.0, max(0.0, float(points) + 50)) for points in (judgement.low, judgement.high, judgement.change_points)
    )
    return Axis(f"{low:.1f}%", f"{high - low:.1f}%", f"{change:.1f}%")


def _width(share: float | None) -> str:
    return "0%" if share is None else f"{100 * min(1.0, max(0.0, share)):.1f}%"


def own_start(pupil_id: int, on: date) -> time | None:
    """Return when the pupil's mornings begin in the week of a day, London: the earliest; None without a morning."""
    mornings = Slot.objects.filter(
        Q(until_on=None) | Q(until_on__gte=on),
        placement__in=in_force(Placement.objects.filter(pupil_id=pupil_id), on),
        session="AM",
        from_on__lte=on,
    )
    slots = list(mornings.select_related("group"))
    clocks = provisions.session_clocks({slot.group.site_id for slot in slots}, on)
    known = [
        slot.starts_time or clocks[slot.group.site_id, "AM"].starts_time
        for slot in slots
        if slot.starts_time or (slot.group.site_id, "AM") in clocks
    ]
    return min(known, default=None)
