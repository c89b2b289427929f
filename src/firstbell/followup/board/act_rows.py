"""The rows of the board with one act: an answer to record, an N to decide, a visit, a paper that is still to come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from firstbell.domain.duties import DutyKind, Fact
from firstbell.followup.board.links import link_of
from firstbell.followup.board.rows import Act, Reader, Row, School
from firstbell.followup.board.waiting import Waits
from firstbell.followup.commands import done_by
from firstbell.provisions.phones import shown

ALARM = DutyKind.ALERT_THE_SAFEGUARDING_LEAD
WHAT: dict[str, str] = {
    DutyKind.FOLLOW_UP_WITH_THE_SCHOOL: "Ask the school what it knows",
    DutyKind.DECIDE_N: "Decide about N",
    DutyKind.CONFIRM_IN_WRITING: "Get it in writing",
    DutyKind.HOME_VISIT: "Visit home",
    ALARM: "Look into it: safeguarding",
    DutyKind.CME_NOTIFICATION: "Notify the council",
    DutyKind.CLOSE_THE_DAY: "Close the day",
    DutyKind.SUPPORT_PLAN: "Plan support",
    DutyKind.DECIDE_LEAVE: "Decide about leave",
    DutyKind.LETTER: "Send a letter",
    DutyKind.CONVERSATION: "Talk about what would help",
    DutyKind.MEETING: "Meet",
    DutyKind.REVIEW: "Review the plan",
    DutyKind.AGENCY_REFERRAL: "Ask other agencies",
    DutyKind.RECOGNITION: "Recognise it",
    DutyKind.REINTEGRATION_PLAN: "Plan the way back",
    DutyKind.POLICY_REVIEW: "Review the policy",
}
DONE: dict[str, str] = {
    DutyKind.CONFIRM_IN_WRITING: "It has come",
    DutyKind.HOME_VISIT: "Record the visit",
    ALARM: "I have acted on it",
}


@dataclass(frozen=True)
class ToldOf:
    """A pupil about whom the safeguarding lead was told: all that anybody else sees of it."""

    pupil_id: int
    name: str
    at: datetime


def act_rows(duties: Iterable[Waits], reader: Reader) -> Iterable[Row]:
    """One row for each duty with the one act that it is done by; recognition, which has a list of its own, has one."""
    every = list(duties)
    praise = [duty for duty in every if duty.kind == DutyKind.RECOGNITION]
    if len(praise) > 1:
        what = f"Recognise what {len({duty.pupil_id for duty in praise})} pupils earned"
        nobody = {"name": "", "first_name": "", "pupil_id": None, "details": (), "apart": "", "adjustments": ""}
        yield reader.row(praise[0], kind="act", what=what, school=None, acts=acts_of(praise[0]), **nobody)
        every = [duty for duty in every if duty.kind != DutyKind.RECOGNITION]
    for duty in every:
        school = duty.kind == DutyKind.FOLLOW_UP_WITH_THE_SCHOOL and duty.commissioner_id is not None
        yield reader.row(
            duty,
            kind="act",
            what=WHAT.get(duty.kind, duty.sentence),
            name=duty.name or (duty.commissioner_name or ""),
            school=_school(duty) if school else None,
            acts=acts_of(duty),
        )


def acts_of(duty: Waits) -> tuple[Act, ...]:
    """Return what a duty's row offers: the page registered for its kind, else to say that it is done."""
    link = link_of(duty)
    if link is not None:
        return (Act(*link),)
    if done_by(duty) is None:
        return ()
    address = reverse("followup:done", args=[duty.id])
    # What a safeguarding lead did stands in their own records, and in none that others read.
    return (Act(DONE.get(duty.kind, "Done"), address, is_button=duty.kind == ALARM),)


def is_for_safeguarding(duty: Waits) -> bool:
    """Whether only the safeguarding lead may see what a duty is about."""
    return duty.kind == ALARM or duty.fact == Fact.CONCERN_RAISED


def told_of(duties: Iterable[Waits]) -> tuple[ToldOf, ...]:
    """Return the pupils about whom the safeguarding lead was told. A concern raised is not among them."""
    return tuple(
        ToldOf(duty.pupil_id, duty.name, duty.opened_at)
        for duty in duties
        if duty.kind == ALARM and duty.fact != Fact.CONCERN_RAISED and duty.pupil_id
    )


def _school(duty: Waits) -> School:
    return School(
        commissioner_id=duty.commissioner_id or 0,
        number=shown(duty.commissioner_phone or ""),
        e164=duty.commissioner_phone or "",
        pupils=duty.first_name,
        words=f"{duty.commissioner_name}: do they know where {duty.first_name} is?",
        message_id=None,
        done="",
    )
