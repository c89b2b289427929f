"""Send a plan to those who are part of it, with the printed plan attached."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.template.loader import render_to_string

from firstbell import journal
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_day
from firstbell.journal import Actor
from firstbell.outbox import commands as outbox
from firstbell.outbox import quiet
from firstbell.outbox.channels import Attachment
from firstbell.outbox.models import Message
from firstbell.provisions import phones
from firstbell.provisions import queries as provisions
from firstbell.support.plans.commands.writing import about
from firstbell.support.plans.models import SupportPlan
from firstbell.support.plans.printing import FILE_NAME, plan_pdf
from firstbell.support.plans.recipients import Copy, copies_for
from firstbell.units import unit_of_work

PURPOSE = "support-plan"


class NobodyToSendTo(Refused):
    """None of those chosen can have it by email."""

    def __init__(self) -> None:
        super().__init__(
            "Nobody was chosen who can have the plan by email, or they have it already.",
            "Nothing was sent.",
            "Print the plan and hand it over, or add an address first.",
        )


def send_plan(plan: SupportPlan, to: Collection[str], *, by: Actor, at: datetime) -> list[Message]:
    """Queue an email with the plan attached for each of these copies; once for each version of the plan.

    A copy that came back may be sent again. A family's goes outside the quiet hours. Raises NobodyToSendTo, NotSet.
    """
    chosen = [copy for copy in copies_for(plan.case.pupil, london_day(at)) if copy.key in to and copy.address]
    keys = {copy: _key(plan, copy) for copy in chosen}
    known = {message.key for message in messages_of(plan)}
    new = [copy for copy in chosen if keys[copy] not in known]
    if not new:
        raise NobodyToSendTo
    document = plan_pdf(plan, at)
    with unit_of_work():
        sent = [_draft(plan, copy, keys[copy], document, by=by, at=at) for copy in new]
        facts = {"version": plan.version, "to": [copy.name for copy in new]}
        journal.write("support-plan.sent", facts, by=by, at=at, **about(plan.case))
    return sent


def messages_of(plan: SupportPlan) -> list[Message]:
    """Return the messages this version went out with, latest first."""
    return list(Message.objects.filter(provision_id=plan.case.provision_id, key__startswith=f"{PURPOSE}:{plan.pk}:"))


def _key(plan: SupportPlan, copy: Copy) -> str:
    """Return the key of the next message to somebody: the same until one was lost."""
    begins = f"{PURPOSE}:{plan.pk}:{copy.key}:"
    lost = sum(message.key.startswith(begins) and message.state in Message.LOST for message in messages_of(plan))
    return f"{begins}{lost + 1}"


def _draft(plan: SupportPlan, copy: Copy, key: str, document: bytes, *, by: Actor, at: datetime) -> Message:
    provision = plan.case.provision
    rules = provisions.policy_on(provision.pk, london_day(at)).messages
    until = quiet.ends_at(at, rules.quiet_from_time, rules.quiet_until_time) if copy.is_family else None
    words = {
        "to": copy,
        "plan": plan,
        "pupil": plan.case.pupil,
        "provision": provision,
        "phone": phones.shown(provision.phone) if provision.phone else "",
    }
    text = render_to_string("support/plans/plan_email.txt", words).strip() + "\n"
    return outbox.draft(
        provision_id=provision.pk,
        key=key,
        purpose=PURPOSE,
        to=copy.recipient,
        on=london_day(at),
        content=outbox.Content(subject=f"{provision.name}: a support plan", text=text, about=1),
        due_at=until or at,
        attachments=[Attachment(FILE_NAME, "application/pdf", document)],
        by=by,
        at=at,
    )
