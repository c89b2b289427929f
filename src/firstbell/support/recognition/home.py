"""Good news for home: an email about something a pupil has earned."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from firstbell.domain.school_time import london_day
from firstbell.journal import Actor
from firstbell.notices.queries import checked_languages
from firstbell.outbox import commands as outbox
from firstbell.outbox.commands import Content, Recipient
from firstbell.outbox.models import Message
from firstbell.outbox.wording import ENGLISH, render
from firstbell.people.at_home import email_of, written_to
from firstbell.people.models import Contact
from firstbell.provisions import phones
from firstbell.support.recognition import commands
from firstbell.support.recognition.models import Recognition
from firstbell.units import unit_of_work

PURPOSE = "recognition"
SUBJECT = "Good news"


def draft_news(chosen: Iterable[Recognition], *, by: Actor, at: datetime) -> list[Message]:
    """Draft an email home about each of these, to be seen before they go together. Twice drafts nothing twice.

    Left out: whoever was written to about it before, and pupils nobody of whom may be written to by email.
    """
    recognitions = list(chosen)
    written = messages_of([each.pk for each in recognitions])
    contacts = whom_to_write({each.pupil_id for each in recognitions})
    drafted = []
    with unit_of_work():
        for each in recognitions:
            contact = contacts.get(each.pupil_id)
            if contact is not None and each.pk not in written:
                drafted.append(_draft(each, contact, by=by, at=at))
    return drafted


def whom_to_write(pupil_ids: Collection[int]) -> dict[int, Contact]:
    """Return of each pupil the first who is written to and has an address for it. One statement."""
    by_email = {
        pupil_id: [contact for contact in contacts if email_of(contact)]
        for pupil_id, contacts in written_to(pupil_ids).items()
    }
    return {pupil_id: contacts[0] for pupil_id, contacts in by_email.items() if contacts}


def messages_of(recognition_ids: Collection[int]) -> dict[int, tuple[int, str]]:
    """Return of each recognition the email about it that was not lost or taken back: its id, and its state in words."""
    keys = {_key(each): each for each in recognition_ids}
    known = Message.objects.filter(purpose=PURPOSE, key__in=keys).exclude(
        state__in=[*Message.LOST, Message.State.CANCELLED]
    )
    return {keys[message.key]: (message.pk, message.get_state_display()) for message in known}


def news_settled(message: Message, at: datetime) -> None:
    """An email that their server took has given what it is about. Called where that is recorded."""
    if message.purpose != PURPOSE or message.state != Message.State.ACCEPTED:
        return
    about = Recognition.objects.filter(pk=int(message.key.rpartition(":")[2]), state=Recognition.State.WAITING)
    if about.exists():
        commands.give(about, by=Actor.system("worker"), at=at)


def _key(recognition_id: int) -> str:
    return f"{PURPOSE}:{recognition_id}"


def _draft(recognition: Recognition, contact: Contact, *, by: Actor, at: datetime) -> Message:
    provision = recognition.provision
    checked = checked_languages(provision.pk)
    named = {"name": recognition.pupil.first_name}
    praise = render(f"praise-{recognition.achievement}", contact.language, named, checked)
    filled = {"provision": provision.name, "phone": phones.shown(provision.phone), "praise": praise.text}
    said = render("good-news", contact.language, filled, checked)
    english = render("good-news", ENGLISH, filled | {"praise": praise.english}).text
    return outbox.draft(
        provision_id=provision.pk,
        key=_key(recognition.pk),
        purpose=PURPOSE,
        to=Recipient(None, contact.name, contact.email),
        on=london_day(at),
        content=Content(SUBJECT, said.text, language=said.language, english=english, about=1),
        due_at=at,
        by=by,
        at=at,
    )
