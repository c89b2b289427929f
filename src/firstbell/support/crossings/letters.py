"""Letters to school and home about a crossing: written with it, held, sent or posted, and put right if need be (AL-8).

An email to home goes to somebody who may be written to and has an address: with parental responsibility first, then in
their order. Everybody else gets paper, and a person posts it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from firstbell import journal
from firstbell.domain.duties import Discharge, DutyKind, MessageTimes
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_day
from firstbell.duties import commands as duties
from firstbell.duties.commands.settling import meet_these
from firstbell.duties.facts import pupil_subject
from firstbell.duties.models import Duty, DutyMessage
from firstbell.journal import Actor
from firstbell.outbox import commands as outbox
from firstbell.outbox import quiet
from firstbell.outbox.commands import Recipient
from firstbell.outbox.models import Message
from firstbell.people.at_home import written_to
from firstbell.people.models import Contact
from firstbell.placements.models import Commissioner
from firstbell.placements.queries import notice_address
from firstbell.policy import Policy
from firstbell.provisions import queries as provisions
from firstbell.support.crossings.models import Crossing, Letter
from firstbell.support.crossings.wording import Words, correction_of, words_of
from firstbell.units import unit_of_work

WORKER = Actor.system("worker")
NOTICE, CORRECTION = "attendance-letter", "attendance-letter-correction"
PURPOSES = (NOTICE, CORRECTION)
PUT_RIGHT_AFTER = timedelta(minutes=30)
"""A correction goes by itself after this, so that a second slip of the pen in the register is not told to anybody."""
ENGLISH = frozenset({"", "en", "english"})
State = Message.State


class NotPosted(Refused):
    """A letter that cannot be marked as posted."""


@dataclass(frozen=True)
class Addressee:
    """Whom a letter is for. email: empty for paper. language: spoken at home, empty for English."""

    to: str
    name: str
    email: str = ""
    contact: Contact | None = None
    commissioner: Commissioner | None = None
    language: str = ""


def write_letters(crossing: Crossing, owed: Iterable[Duty], policy: Policy, *, at: datetime) -> list[Letter]:
    """Write what is owed because of a crossing. Doing it twice writes nothing more."""
    due = [duty for duty in owed if duty.kind == DutyKind.LETTER and not hasattr(duty, "letter")]
    schools = Commissioner.objects.in_bulk([duty.commissioner_id for duty in due if duty.commissioner_id])
    also_told = next((school.name for school in schools.values()), "")
    written = []
    for duty in due:
        school = schools.get(duty.commissioner_id) if duty.commissioner_id else None
        to = _school(duty, school, crossing) if school else home_of(crossing.pupil_id, crossing.pupil.language)
        words = words_of(crossing, to=to.to, name=to.name, language=to.language, on=london_day(at), school=also_told)
        goes_at, ends_at = _times(duty, policy, at)
        written.append(_write(crossing, to, words, NOTICE, duty=duty, goes_at=goes_at, ends_at=ends_at, at=at))
    return written


def home_of(pupil_id: int, language: str = "") -> Addressee:
    """Return who at home is written to. language: the pupil's, where the contact's is not known."""
    people = [each for each in written_to([pupil_id])[pupil_id] if each.safety == Contact.Safety.OK]
    chosen = next((each for each in people if each.email), next(iter(people), None))
    if chosen is None:
        return Addressee(Letter.To.HOME, "parent or carer")
    spoken = chosen.language or language
    return Addressee(
        Letter.To.HOME,
        chosen.name,
        chosen.email,
        contact=chosen,
        language="" if spoken.strip().lower() in ENGLISH else spoken,
    )


def let_go(at: datetime) -> int:
    """Put out the letters whose time has come; one that a person holds waits for that person. Returns how many went.

    Nothing goes to home in the quiet hours, and never more at once than the policy lets: the rest goes next time. One
    whose duty was done another way is cancelled.
    """
    gone: Counter[int] = Counter()
    due = list(Letter.objects.filter(goes_at__lte=at, cancelled_at=None).values_list("pk", flat=True))
    letters = Letter.objects.filter(pk__in=due).select_related("message", "duty", "crossing") if due else ()
    for letter in letters:
        provision_id = letter.crossing.provision_id
        rules = provisions.policy_on(provision_id, london_day(at)).messages
        is_quiet = quiet.ends_at(at, rules.quiet_from_time, rules.quiet_until_time) is not None
        if gone[provision_id] >= rules.most_at_once or (is_quiet and letter.to == Letter.To.HOME):
            continue
        with unit_of_work():
            gone[provision_id] += _let_go(letter, at)
    return gone.total()


def _let_go(letter: Letter, at: datetime) -> bool:
    letter.goes_at = None
    letter.save(update_fields=["goes_at"])
    message = letter.message
    if message is None or message.state != State.DRAFTED:
        return False
    if letter.duty is not None and letter.duty.state not in Duty.WAITING:
        _cancel(letter, "It was done another way", at=at)
        return False
    return outbox.queue(message, by=WORKER, at=at)


def post(letter: Letter, *, by: Actor, at: datetime) -> None:
    """Record that a letter was posted; what it was owed for is met. Raises NotPosted."""
    with unit_of_work():
        letter = Letter.objects.select_for_update(of=("self",)).select_related("message", "crossing").get(pk=letter.pk)
        if letter.posted_at is not None:
            return
        if letter.cancelled_at is not None:
            raise NotPosted(
                "This letter was taken back: the register was put right.", "It must not go.", "Throw the paper away."
            )
        message = letter.message
        if message is not None and message.state in (*Message.WAITING, *Message.TO_SEND):
            outbox.cancel(message, reason="Posted on paper instead", by=by, at=at)
        elif message is not None and message.state not in (*Message.LOST, State.CANCELLED):
            raise NotPosted("The email has gone already.", "It need not be posted as well.", "Nothing is left to do.")
        letter.posted_at, letter.posted_by, letter.goes_at = at, by.name, None
        letter.save(update_fields=["posted_at", "posted_by", "goes_at"])
        _note("letter.posted", letter, {"to": letter.to_name}, by=by, at=at)
        if letter.duty is not None:
            meet_these([Duty.objects.get(pk=letter.duty_id)], outcome=Discharge.DONE, by=by, at=at)


def take_back(crossing: Crossing, reason: str, *, at: datetime) -> None:
    """Cancel what has not gone, and put right what has."""
    letters = Letter.objects.filter(crossing=crossing, corrects=None, cancelled_at=None)
    for letter in letters.select_related("message", "contact", "commissioner", "crossing__pupil__provision"):
        has_gone = letter.posted_at is not None
        if not has_gone and letter.message is not None:
            has_gone = letter.message.state in (*Message.GONE, State.IN_FLIGHT)
        if has_gone:
            _put_right(letter, at)
        else:
            _cancel(letter, reason, at=at)


def letter_settled(message: Message, at: datetime) -> None:
    """Open again what a letter had met that came back. Called in the unit of work that records it."""
    if message.purpose == NOTICE and message.state == State.BOUNCED:
        met = Duty.objects.filter(messages__message=message, state=Duty.State.MET, outcome=Discharge.MESSAGE_ACCEPTED)
        duties.reopen(met, reason=f"The email came back: {message.server_reply}"[:240], by=WORKER, at=at)


def _school(duty: Duty, school: Commissioner, crossing: Crossing) -> Addressee:
    address = notice_address(school)
    is_theirs = crossing.placement.main_school_id in (None, school.pk)
    to = Letter.To.MAIN_SCHOOL if is_theirs else Letter.To.COMMISSIONER
    return Addressee(to, school.name, address.email, commissioner=school)


def _times(duty: Duty, policy: Policy, at: datetime) -> tuple[datetime | None, datetime | None]:
    """Return when a letter goes by itself and when trying ends; None where a person sends it."""
    rule = next((each for each in policy.rules if each.key == duty.rule and each.holds_on(duty.on)), None)
    times: MessageTimes | None = rule.message if rule else None
    if times is None:
        return None, None
    goes_at = times.goes_at(at, at)
    return goes_at, times.retries_end_at(at, goes_at)


def _write(
    crossing: Crossing,
    to: Addressee,
    words: Words,
    purpose: str,
    *,
    at: datetime,
    duty: Duty | None = None,
    corrects: Letter | None = None,
    goes_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Letter:
    message = None
    with unit_of_work():
        if to.email:
            about = f"duty:{duty.pk}" if duty else f"letter:{corrects.pk if corrects else 0}"
            message = outbox.draft(
                provision_id=crossing.provision_id,
                key=f"{purpose}:{about}",
                purpose=purpose,
                to=Recipient(to.commissioner.pk if to.commissioner else None, to.name, to.email),
                on=london_day(at),
                content=words.content(crossing.provision),
                due_at=goes_at or (duty.due_at if duty else at),
                deadline_at=ends_at,
                by=WORKER,
                at=at,
            )
            if duty is not None:
                DutyMessage.objects.get_or_create(duty=duty, message=message)
        letter = Letter.objects.create(
            crossing=crossing,
            duty=duty,
            corrects=corrects,
            to=to.to,
            contact=to.contact,
            commissioner=to.commissioner,
            to_name=to.name,
            language=to.language,
            subject=words.subject,
            text=words.text,
            written_at=at,
            message=message,
            goes_at=goes_at if message else None,
        )
        by_email = {"to": to.name, "by": "email" if message else "paper", "purpose": purpose}
        _note("letter.written", letter, by_email, by=WORKER, at=at)
    return letter


def _put_right(letter: Letter, at: datetime) -> None:
    """Write a correction to whoever got a letter, the same way."""
    if Letter.objects.filter(corrects=letter).exists():
        return
    crossing = letter.crossing
    email = letter.message.to_address if letter.message is not None and letter.posted_at is None else ""
    to = Addressee(letter.to, letter.to_name, email, letter.contact, letter.commissioner, letter.language)
    goes_at = at + PUT_RIGHT_AFTER
    _write(crossing, to, correction_of(letter, london_day(at)), CORRECTION, corrects=letter, goes_at=goes_at, at=at)


def _cancel(letter: Letter, reason: str, *, at: datetime) -> None:
    with suppress(outbox.TooLate):
        if letter.message is not None and letter.message.state not in (*Message.LOST, State.CANCELLED):
            outbox.cancel(letter.message, reason=reason, by=WORKER, at=at)
    letter.cancelled_at, letter.goes_at = at, None
    letter.save(update_fields=["cancelled_at", "goes_at"])
    _note("letter.cancelled", letter, {"reason": reason}, by=WORKER, at=at)


def _note(verb: str, letter: Letter, facts: dict[str, object], *, by: Actor, at: datetime) -> None:
    crossing = letter.crossing
    about = pupil_subject(crossing.pupil_id)
    told = {"letter": letter.pk, "crossing": crossing.pk, **facts}
    journal.write(verb, told, by=by, at=at, provision_id=crossing.provision_id, about=about)
