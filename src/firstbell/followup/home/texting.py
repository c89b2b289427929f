"""Texts home: "your child is not here, tell us by this link or ring us", in the contact's language.

A contact with a warning gets no text, only a call; neither does one where nobody could answer the link. A text is a
contact attempt once the provider has taken it, and meets what the policy says a text may meet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime

from django.db.models import OuterRef, Value

from firstbell.domain.contact import Outcome
from firstbell.domain.duties import Discharge, DutyKind
from firstbell.domain.errors import Refused
from firstbell.duties import commands as duties
from firstbell.duties.models import Duty, DutyMessage
from firstbell.followup.commands import Call, log_attempt
from firstbell.followup.home.calls import people_of
from firstbell.followup.home.ringing import Person
from firstbell.journal import Actor
from firstbell.notices import links
from firstbell.notices.models import ParentLink
from firstbell.notices.queries import checked_languages
from firstbell.outbox import commands as outbox
from firstbell.outbox.commands import Content, Recipient
from firstbell.outbox.models import Message
from firstbell.outbox.queries import can_text
from firstbell.outbox.wording import render
from firstbell.people.models import Contact, PhoneNumber, Pupil
from firstbell.provisions import phones
from firstbell.provisions import queries as provisions
from firstbell.provisions.models import Provision
from firstbell.units import unit_of_work

HOME = (DutyKind.CALL_HOME, DutyKind.TEXT)
PURPOSE, AHEAD = "text-home", "text-report"
SUBJECTS = {PURPOSE: "Text home", AHEAD: "Link to tell us ahead", "now-here": "Here after all"}
WORKER = Actor.system("worker")


class NoText(Refused):
    """No text goes to this contact."""


def may_text(provision_id: int, on: date) -> Callable[[Person], bool]:
    """Return what says of a person whether staff may text them on a day. One statement, none where no text can leave.

    The policy allows it, a provider is set up, and our own number is kept for whoever would rather ring.
    """
    if not can_text():
        return _nobody
    version = provisions.version_on(OuterRef("pk"), Value(on))
    phone, version_id = Provision.objects.annotate(version=version).values_list("phone", "version").get(pk=provision_id)
    return may_text_under(phone, version_id, provision_id, on)


def may_text_under(phone: str, version_id: int | None, provision_id: int, on: date) -> Callable[[Person], bool]:
    """Return the same for a page that has read our own number and the policy's version with something else."""
    if not (phone and can_text() and provisions.policy_of(version_id, provision_id, on).messages.text_home):
        return _nobody
    return lambda person: not why_not(person)


def _nobody(person: Person) -> bool:
    return False


def why_not(person: Person) -> str:
    """Return why a person gets no text, or nothing for one who may have it."""
    if not person.may_ring or person.warning:
        return f"There is a warning about {person.name}: {person.warning}"
    return "" if _mobile(person) else f"No mobile number is kept for {person.name}."


def text_home(duty: Duty, contact_id: int, *, by: Actor, at: datetime) -> Message:
    """Text a contact about a pupil's absence and let it go at once. Pressed twice, one text goes. Raises NoText."""
    with unit_of_work():
        message = _draft(duty, contact_id, by=by, at=at)
        if message.state in Message.WAITING:
            outbox.release(message, by=by, at=at)
    return message


def draft_texts(waiting: Iterable[Duty], *, by: Actor, at: datetime) -> list[Message]:
    """Draft a text to the first contact of each pupil who may have one, to be seen before they go together.

    A pupil with nobody to text is left out: ring instead.
    """
    about = {duty.pupil_id: duty for duty in waiting if duty.pupil_id}
    people = people_of(list(about))
    drafted = []
    for pupil_id, duty in about.items():
        person = next((each for each in people.get(pupil_id, []) if not why_not(each)), None)
        if person is None:
            continue
        try:
            drafted.append(_draft(duty, person.id, by=by, at=at))
        except (NoText, links.NoLink):
            continue
    return drafted


def text_settled(message: Message, at: datetime) -> None:
    """Do what follows a text. Called in the unit of work that records what became of it.

    Taken by the provider: a contact attempt. Sent back: what it had met is open again.
    """
    if message.purpose != PURPOSE:
        return
    served = Duty.objects.filter(messages__message=message)
    duty = served.order_by("pk").first()
    if duty is None:
        return
    if message.state == Message.State.ACCEPTED:
        contact = Contact.objects.filter(pupil_id=duty.pupil_id, numbers__number=message.to_address).first()
        call = Call(Outcome.TEXT_SENT, contact, number=message.to_address, spoke_to=message.to_name)
        log_attempt(duty, call, by=_who_sent(message), at=at)
    elif message.state == Message.State.BOUNCED:
        met = Duty.objects.filter(subject=duty.subject, on=duty.on, state=Duty.State.MET, outcome=Discharge.TEXT)
        duties.reopen(met, reason=f"The text came back: {message.server_reply}"[:240], by=WORKER, at=at)


def text_link(contact_id: int, pupil: Pupil, *, on: date, by: Actor, at: datetime) -> Message:
    """Text a contact a link with which to tell us ahead, and let it go at once. Raises NoText, NoLink."""
    with unit_of_work():
        contact, number = _whom(contact_id, pupil, on)
        about = f"{AHEAD}:{contact.pk}:{on}"
        message = _write(contact, pupil, number, AHEAD, about, on=on, session="", by=by, at=at)
        outbox.release(message, by=by, at=at)
    return message


def _draft(duty: Duty, contact_id: int, *, by: Actor, at: datetime) -> Message:
    with unit_of_work():
        if duty.pupil is None:
            raise NoText("This is about no pupil.", "No text was sent.", "Ring instead.")
        contact, number = _whom(contact_id, duty.pupil, duty.on)
        about = f"{PURPOSE}:{contact.pk}:{duty.on}:{duty.session}"
        if (before := _sent_before(duty.provision_id, about)) is not None:
            return before
        message = _write(contact, duty.pupil, number, PURPOSE, about, on=duty.on, session=duty.session, by=by, at=at)
        DutyMessage.objects.get_or_create(duty=duty, message=message)
        return message


def _whom(contact_id: int, pupil: Pupil, on: date) -> tuple[Contact, str]:
    """Return a contact, kept from other senders meanwhile, and their mobile number. Raises NoText.

    One sender at a time: a second link would end the one that stands in the first text.
    """
    contact = Contact.objects.select_for_update().filter(pk=contact_id, pupil=pupil).first()
    if contact is None:
        raise NoText("This contact is not one of the pupil's.", "No text was sent.", "Choose from the list.")
    return contact, mobile_of(contact, pupil, on)


def mobile_of(contact: Contact, pupil: Pupil, on: date) -> str:
    """Return the mobile number to text. Raises NoText where there is none, and where texts do not leave here."""
    allowed = provisions.policy_on(pupil.provision_id, on).messages.text_home
    if not (allowed and can_text() and pupil.provision.phone):
        raise NoText(
            "Texts to families are switched off here.",
            "They leave only where the policy allows it, a provider is set up and our own number is kept.",
            "Ring instead.",
        )
    mobiles = PhoneNumber.objects.filter(contact=contact, kind=PhoneNumber.Kind.MOBILE, archived_at=None)
    number = mobiles.order_by("position", "pk").values_list("number", flat=True).first()
    if number is None:
        raise NoText(f"No mobile number is kept for {contact.name}.", "No text was sent.", "Ring instead.")
    return number


def _write(
    contact: Contact,
    pupil: Pupil,
    number: str,
    purpose: str,
    about: str,
    *,
    on: date,
    session: str,
    by: Actor,
    at: datetime,
) -> Message:
    """Make a link and draft the text that carries it, in the contact's language."""
    asks = ParentLink.Purpose.ANSWER if purpose == PURPOSE else ParentLink.Purpose.REPORT
    address = links.make(contact, pupil, on=on, session=session, purpose=asks, by=by, at=at)
    provision = pupil.provision
    filled = {"provision": provision.name, "link": address, "phone": phones.shown(provision.phone)}
    # Each try has its own key, so that a text that was lost can be sent anew.
    nth = Message.objects.filter(provision=provision, key__startswith=f"{about}:").count() + 1
    key = f"{about}:{nth}"
    return draft_words(purpose, contact, pupil, number, filled, key, purpose, on=on, session=session, by=by, at=at)


def draft_words(
    words: str,
    contact: Contact,
    pupil: Pupil,
    number: str,
    filled: Mapping[str, str],
    key: str,
    purpose: str,
    *,
    on: date,
    session: str,
    by: Actor,
    at: datetime,
) -> Message:
    """Draft a text in the contact's language, with its English twin. words: the key of the words."""
    said = render(words, contact.language, filled, checked_languages(pupil.provision_id))
    return outbox.draft(
        provision_id=pupil.provision_id,
        key=key,
        purpose=purpose,
        to=Recipient(None, contact.name, number),
        on=on,
        session=session,
        content=Content(SUBJECTS[words], said.text, language=said.language, english=said.english, about=1),
        channel=Message.Channel.SMS,
        due_at=at,
        by=by,
        at=at,
    )


def _sent_before(provision_id: int, about: str) -> Message | None:
    """Return the text that has gone already, unless it was lost or taken back."""
    theirs = Message.objects.filter(provision=provision_id, key__startswith=f"{about}:")
    return theirs.exclude(state__in=[*Message.LOST, Message.State.CANCELLED]).select_related("provision").first()


def _mobile(person: Person) -> str:
    return next((each.number for each in person.numbers if each.kind == PhoneNumber.Kind.MOBILE), "")


def _who_sent(message: Message) -> Actor:
    """Return whoever let the text go, as the contact log names them."""
    let_go = message.events.filter(state=Message.State.QUEUED).order_by("-pk").values_list("by", flat=True).first()
    return Actor("staff", None, let_go) if let_go else WORKER
