"""The people at a school who get its emails too: each a message of their own, which serves no duty."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.db.models import Q

from firstbell.followup.schools.letters import WORKER
from firstbell.followup.schools.purposes import ABSENCES, COPY, TO_SCHOOLS, reference_of
from firstbell.followup.schools.receipts import link_of
from firstbell.outbox import commands as outbox
from firstbell.outbox.models import Message
from firstbell.placements.models import LinkPerson
from firstbell.placements.queries import gets_copies

# Who is added to a school later does not get the emails of the morning.
FRESH = timedelta(hours=1)
State = Message.State


def send_copies(provision_id: int, today: date, at: datetime) -> int:
    """Send a copy of each email that has been let go to those at the school who get one; return how many."""
    went = Message.objects.filter(
        ~Q(state__in=(*Message.WAITING, State.CANCELLED)),
        provision_id=provision_id,
        on=today,
        purpose__in=TO_SCHOOLS,
        due_at__gte=at - FRESH,
    )
    originals = list(went)
    if not originals:
        return 0
    people: dict[int, list[LinkPerson]] = defaultdict(list)
    for person in gets_copies({each.commissioner_id for each in originals if each.commissioner_id}):
        people[person.commissioner_id].append(person)
    if not people:
        return 0
    copied = Message.objects.filter(provision_id=provision_id, on=today, purpose__in=[f"{p}{COPY}" for p in TO_SCHOOLS])
    known = set(copied.values_list("key", flat=True))
    made = 0
    for original in originals:
        for person in people[original.commissioner_id or 0]:
            key = _key(original, person)
            if key not in known and person.email.casefold() != original.to_address.casefold():
                _send(original, person, key, at)
                made += 1
    return made


def _key(original: Message, person: LinkPerson) -> str:
    purpose, _, about = original.key.partition(":")
    return f"{purpose}{COPY}:{about}:{person.pk}"


def _send(original: Message, person: LinkPerson, key: str, at: datetime) -> None:
    words = {"text": original.text, "html": original.html}
    if original.purpose == ABSENCES:
        reference = reference_of(original)
        theirs, ours = link_of(reference, person.pk), link_of(reference)
        words = {name: text.replace(ours, theirs) for name, text in words.items()}
    copy = outbox.draft(
        provision_id=original.provision_id,
        key=key,
        purpose=f"{original.purpose}{COPY}",
        to=outbox.Recipient(original.commissioner_id, person.name, person.email),
        on=original.on,
        session=original.session,
        content=outbox.Content(original.subject, **words, about=original.about),
        due_at=at,
        attachments=outbox.attachments_of(original),
        by=WORKER,
        at=at,
    )
    outbox.queue(copy, by=WORKER, at=at)
