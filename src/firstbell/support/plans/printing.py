"""A support plan on paper: what was agreed, where it stands, and places to sign."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from firstbell import typesetting
from firstbell.domain.school_time import london_day, long_date
from firstbell.support.plans.models import PlanAgreement, PlanStrategy, SupportPlan
from firstbell.support.plans.queries import PartyRow, PlanPage, TargetRow, plan_page

TEMPLATE = Path(__file__).resolve().parent.parent / "typst" / "plan.typ"
FILE_NAME = "support-plan.pdf"


def plan_pdf(plan: SupportPlan, at: datetime) -> bytes:
    """Return a version of a plan as a PDF of one day. Raises typesetting.NotSet."""
    page = plan_page(plan, london_day(at))
    return typesetting.pdf(TEMPLATE, data_of(page), title="Joint support plan", at=at)


def data_of(page: PlanPage) -> dict[str, object]:
    """Return what the template shows: words and plain figures only."""
    plan, pupil = page.plan, page.plan.case.pupil
    return {
        "provision": pupil.provision.name,
        "pupil": pupil.name,
        "aim": plan.aim,
        "facts": [
            ["From", long_date(plan.starts_on)],
            ["Looked at again", long_date(plan.review_on)],
            ["Version", f"{plan.version}, {_standing(plan)}"],
        ],
        "change": _change(page),
        "targets": [_target(row) for row in page.targets],
        "strategies": [_strategy(each) for each in page.strategies],
        "agreed": [_agreed(row, pupil.provision.name) for row in page.parties if row.agreement],
        "to_sign": [_party(row, pupil.provision.name) for row in page.parties if row.agreement is None],
    }


def _standing(plan: SupportPlan) -> str:
    if plan.is_draft:
        return "not agreed yet"
    return "agreed" if plan.is_in_force else "replaced by a later one"


def _target(row: TargetRow) -> dict[str, object]:
    target = row.target
    return {
        "words": row.words,
        "dates": f"{target.starts_on:%-d %b} to {target.ends_on:%-d %b %Y}",
        "owner": target.owner_name,
        "state": row.state,
        "sum": row.progress.words,
        "share": row.share,
        "mark": row.mark,
    }


def _strategy(strategy: PlanStrategy) -> list[str]:
    until = f" to {strategy.until_on:%-d %b %Y}" if strategy.until_on else ""
    words = f"{strategy.words}. {strategy.note}" if strategy.note else strategy.words
    return [words, strategy.done_by, f"{strategy.from_on:%-d %b %Y}{until}"]


def _change(page: PlanPage) -> str:
    if page.judgement is None or page.judgement.change_points is None:
        return ""
    return f"{page.change[0].lower()}{page.change[1:]}"


def _agreed(row: PartyRow, provision: str) -> list[str]:
    assert row.agreement is not None
    said = row.agreement
    return [_party(row, provision), said.name, str(said.get_how_display()), long_date(said.agreed_on)]


def _party(row: PartyRow, provision: str) -> str:
    """Return who that is on paper, where "us" would be somebody else to each reader."""
    return provision if row.party == PlanAgreement.Party.PROVISION else row.words
