"""Links for parents: one contact, one pupil, one day, one purpose, no account.

The secret is 128 random bits and only its hash is kept. Looking at a link changes nothing, so that programs which open
links in mails and texts neither use one up nor answer for anybody.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db.models import F

from firstbell import journal
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_day, london_time, long_date
from firstbell.journal import Actor
from firstbell.notices import commands
from firstbell.notices.commands import NoticeFacts
from firstbell.notices.evidence import Paper
from firstbell.notices.models import Notice, ParentLink
from firstbell.people.models import Contact, PhoneNumber, Pupil
from firstbell.provisions.queries import policy_on
from firstbell.units import unit_of_work

SECRET_BYTES = 16
MOST_MISSES = 5
IDENTITY = ("pupil_id", "name", "safety", "warning", "email", "archived_at")


class NoLink(Refused):
    """This contact gets no link, only a call."""


class LinkOver(Refused):
    """The link was used, replaced, is too old, or its contact changed."""

    def __init__(self) -> None:
        super().__init__("This link has ended.", "Nothing was sent.", "Ring us instead.")


@dataclass(frozen=True)
class Answer:
    """What a parent says on the page. reason: in English, with the parent's own words behind it."""

    kind: str
    reason: str
    starts_on: date
    ends_on: date
    starts_session: str = "AM"
    ends_session: str = "PM"
    pointed_key: str = ""
    expected_at: datetime | None = None


def why_no_link(contact: Contact, pupil: Pupil) -> str:
    """Return why a contact gets no link, or nothing for one who may have it."""
    if contact.archived_at is not None or contact.pupil_id != pupil.pk:
        return f"{contact.name} is no longer a contact of {pupil.name}."
    if contact.safety != Contact.Safety.OK:
        return f"There is a warning about {contact.name}: {contact.warning}"
    if pupil.born_on is None:
        return f"{pupil.name}'s birthday is not kept, and the link asks for it."
    return ""


def make(contact: Contact, pupil: Pupil, *, on: date, session: str, purpose: str, by: Actor, at: datetime) -> str:
    """Make a link and return its whole address. An earlier one for the same contact, day and purpose ends.

    It lasts as many hours as the policy says. Raises NoLink for a contact who must only be rung.
    """
    if why := why_no_link(contact, pupil):
        raise NoLink(why, "They get no link and no text.", "Ring instead, after reading the warning.")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    hours = policy_on(pupil.provision_id, on).messages.link_hours
    with unit_of_work():
        earlier = ParentLink.objects.filter(contact=contact, purpose=purpose, on=on, used_at=None, replaced_at=None)
        earlier.update(replaced_at=at)
        link = ParentLink.objects.create(
            pupil=pupil,
            contact=contact,
            on=on,
            session=session,
            purpose=purpose,
            secret_hash=_hash(secret),
            contact_seal=seal(contact),
            made_at=at,
            made_by=by.name,
            expires_at=at + timedelta(hours=hours),
        )
        facts = {"link": link.pk, "contact": contact.name, "on": on, "purpose": purpose, "expires_at": link.expires_at}
        _tell("parent-link.made", link, facts, by, at)
    return f"{settings.ADDRESS}/r/{secret}/"


def seal(contact: Contact) -> str:
    """Return a short text that differs as soon as the contact is another person, has other numbers or a warning."""
    numbers = PhoneNumber.objects.filter(contact=contact, archived_at=None).order_by("number")
    kept = [str(getattr(contact, name)) for name in IDENTITY] + list(numbers.values_list("number", flat=True))
    return sha256(repr(kept).encode()).hexdigest()[:32]


def find(secret: str) -> ParentLink | None:
    """Return the link of a secret, alive or not; None where there never was one. Nothing is changed."""
    if not re.fullmatch(r"[\w-]{22}", secret, re.ASCII):
        return None
    found = ParentLink.objects.filter(secret_hash=_hash(secret))
    return found.select_related("pupil__provision", "contact").first()


def is_alive(link: ParentLink, at: datetime) -> bool:
    """True while the link may be answered."""
    ended = link.used_at or link.replaced_at or link.pupil.archived_at
    return not ended and at < link.expires_at and link.misses < MOST_MISSES and seal(link.contact) == link.contact_seal


def miss(link: ParentLink, at: datetime) -> int:
    """Count another birthday than the child's, and return how many tries are left. At none the link has ended."""
    with unit_of_work():
        ParentLink.objects.filter(pk=link.pk, misses__lt=MOST_MISSES).update(misses=F("misses") + 1)
        link.refresh_from_db(fields=["misses"])
        _tell("parent-link.missed", link, {"link": link.pk, "misses": link.misses}, actor(link), at)
    return MOST_MISSES - link.misses


def answer(link: ParentLink, said: Answer, *, at: datetime, paper: Paper | None = None) -> tuple[Notice, bool]:
    """Keep a parent's answer and end the link; return the notice, and whether it was kept just now.

    Sent twice, the first answer stands and is returned. Raises LinkOver, NoticeReversed.
    """
    with unit_of_work():
        if not is_alive(link, at) or not _use(link, at):
            if (first := Notice.objects.filter(link=link).select_related("pupil").first()) is not None:
                return first, False
            raise LinkOver
        facts = NoticeFacts(
            pupil=link.pupil,
            told_by=Notice.ToldBy.PARENT,
            told_by_name=link.contact.name,
            how=Notice.How.LINK,
            link=link,
            **said.__dict__,
        )
        notice = commands.take_notice(facts, by=actor(link), at=at, paper=paper)
        _confirm_what_was_said(notice, at)
        return notice, True


def actor(link: ParentLink) -> Actor:
    """Return the contact as the journal names them."""
    return Actor("family", link.contact_id, link.contact.name, link.contact.relationship)


def lasts_until(link: ParentLink) -> str:
    """Return the end of a link in words."""
    return f"{long_date(london_day(link.expires_at))} at {london_time(link.expires_at):%H:%M}"


def _confirm_what_was_said(notice: Notice, at: datetime) -> None:
    """An answer by link is written: what home had said aloud about the same days is confirmed by it (SS-6)."""
    if notice.kind not in Notice.TELLS_OF_ABSENCE or notice.link is None:
        return
    said_aloud = Notice.objects.filter(
        pupil=notice.pupil,
        wants_confirmation=True,
        confirmed_at=None,
        withdrawn_at=None,
        starts_on__lte=notice.ends_on,
        ends_on__gte=notice.starts_on,
    )
    for earlier in said_aloud.select_related("pupil"):
        commands.confirm_in_writing(earlier, Notice.InWriting.LINK, by=actor(notice.link), at=at)


def _use(link: ParentLink, at: datetime) -> bool:
    alive = ParentLink.objects.filter(pk=link.pk, used_at=None, replaced_at=None, misses__lt=MOST_MISSES)
    return bool(alive.update(used_at=at))


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _tell(verb: str, link: ParentLink, facts: dict[str, object], by: Actor, at: datetime) -> None:
    provision_id = link.pupil.provision_id
    journal.write(verb, facts, by=by, at=at, provision_id=provision_id, about=f"pupil:{link.pupil_id}")
