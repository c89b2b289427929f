"""Texts home when a pupil turns up: what was still to go is stopped, and who was worried hears that all is well."""

from __future__ import annotations

from datetime import date, datetime

from firstbell.domain.contact import Outcome
from firstbell.domain.school_time import london_time
from firstbell.followup.home.texting import PURPOSE, NoText, draft_words, mobile_of
from firstbell.followup.models import ContactAttempt
from firstbell.journal import Actor
from firstbell.outbox import commands as outbox
from firstbell.outbox.commands import TooLate
from firstbell.outbox.models import Message
from firstbell.people.models import Contact, Pupil
from firstbell.provisions import queries as provisions

NOW_HERE = "text-here"
# Home knows from us that the pupil was not here: by text, by a machine, or by a call that came as a surprise.
HEARD_FROM_US = (Outcome.TEXT_SENT, Outcome.VOICEMAIL, Outcome.UNAWARE)


def tell_home(pupil_id: int, on: date, session: str, by: Actor, at: datetime) -> None:
    """Stop the texts about an absence that have not gone; tell those who knew of it, where the policy says so.

    Called in the unit of work that records the arrival.
    """
    waiting = Message.objects.filter(
        purpose=PURPOSE,
        on=on,
        session=session,
        duties__duty__pupil_id=pupil_id,
        state__in=(*Message.WAITING, *Message.TO_SEND),
    )
    for message in waiting.select_related("provision").distinct():
        try:
            outbox.cancel(message, reason="The pupil is here now", by=by, at=at)
        except TooLate:
            continue  # It is being sent this moment: the text that follows it says that all is well.
    pupil = Pupil.objects.select_related("provision").get(pk=pupil_id)
    if not provisions.policy_on(pupil.provision_id, on).messages.now_here:
        return
    told = ContactAttempt.objects.filter(
        pupil_id=pupil_id, on=on, session=session, outcome__in=HEARD_FROM_US, contact__isnull=False
    )
    for contact in Contact.objects.filter(pk__in=told.values("contact"), safety=Contact.Safety.OK, archived_at=None):
        _tell(contact, pupil, on, session, by, at)


def _tell(contact: Contact, pupil: Pupil, on: date, session: str, by: Actor, at: datetime) -> None:
    try:
        number = mobile_of(contact, pupil, on)
    except NoText:
        return
    filled = {"provision": pupil.provision.name, "time": f"{london_time(at):%H:%M}"}
    key = f"{NOW_HERE}:{contact.pk}:{on}:{session}"
    message = draft_words(
        "now-here", contact, pupil, number, filled, key, NOW_HERE, on=on, session=session, by=by, at=at
    )
    if message.state in Message.WAITING:
        outbox.release(message, by=by, at=at)
