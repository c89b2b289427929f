"""The rows of the board: one for each pupil to ring about, one for each school to ring."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from firstbell.domain.contact import Outcome
from firstbell.domain.duties import DutyKind
from firstbell.domain.school_time import london_day, london_time
from firstbell.duties.models import Duty
from firstbell.followup.calls import tried
from firstbell.followup.models import ContactAttempt
from firstbell.followup.ringing import Next, Person, call_back, next_call
from firstbell.followup.waiting import Mail, Waits
from firstbell.journal import Actor
from firstbell.outbox.models import Message
from firstbell.outbox.queries import state_words
from firstbell.people.models import Pupil
from firstbell.provisions.phones import shown

SCHOOL = (DutyKind.TELL_THE_SCHOOL, DutyKind.PHONE_THE_SCHOOL)
WHAT = {
    DutyKind.CALL_HOME: "Ring home",
    DutyKind.REACH_SOMEONE: "Reach somebody",
    DutyKind.CHECK_ARRIVAL: "Check arrival: said “on the way”",
    DutyKind.TEXT: "Send a text",
    DutyKind.DECIDE_N: "Decide about N",
    DutyKind.ASK_FOR_AN_UPDATE: "Ask for an update",
    DutyKind.CONFIRM_IN_WRITING: "Ask for it in writing",
    DutyKind.HOME_VISIT: "Visit home",
    DutyKind.ALERT_THE_SAFEGUARDING_LEAD: "Alert the safeguarding lead",
}
AT_ONCE = (Outcome.NO_ANSWER, Outcome.VOICEMAIL, Outcome.ENGAGED, Outcome.WRONG_NUMBER)
ASKS_MORE = (Outcome.ON_THE_WAY, Outcome.NOT_COMING)
PHONE_IS_NEAR = timedelta(minutes=5)
TRAVEL_WORDS: dict[str, str] = {
    Pupil.Travel.INDEPENDENT: "on their own",
    Pupil.Travel.PUBLIC: "public transport",
    Pupil.Travel.TAXI: "taxi",
    Pupil.Travel.PARENT: "brought by a parent or carer",
    Pupil.Travel.MINIBUS: "our minibus",
}


@dataclass(frozen=True)
class Claim:
    """Who has a duty just now. minutes: for how many more."""

    by: str
    minutes: int
    is_mine: bool

    @property
    def words(self) -> str:
        who = "You have" if self.is_mine else f"{self.by} has"
        return f"{who} this for {self.minutes} more minute{'' if self.minutes == 1 else 's'}"


@dataclass(frozen=True)
class Call:
    """The next call of a row. number: as dialled; link: for the telephone."""

    number_id: int
    who: str
    number: str
    e164: str
    number_note: str
    nth: str
    language: str
    warning: str
    note: str
    text_first: bool


@dataclass(frozen=True)
class Row:
    """One thing to do. kind: pupil or school. starts_at: from when its time runs; last: the last attempt in words."""

    id: int
    kind: str
    what: str
    name: str
    first_name: str
    pupil_id: int | None
    details: tuple[str, ...]
    adjustments: str
    due_at: datetime
    starts_at: datetime | None
    is_overdue: bool
    claim: Claim | None
    call: Call | None
    never: tuple[str, ...]
    last: str
    asks_to_decide: bool
    line: tuple[int, int] | None = None
    school: School | None = None


@dataclass(frozen=True)
class School:
    """A school to ring: its number, its pupils, and where the email stands."""

    commissioner_id: int
    session: str
    number: str
    e164: str
    pupils: str
    words: str
    message_id: int | None


def pupil_rows(
    duties: Iterable[Waits],
    people: dict[int, list[Person]],
    attempts: dict[int, list[ContactAttempt]],
    at: datetime,
    viewer: Actor,
) -> Iterable[Row]:
    """One row for each pupil and sort of work: ringing home and reaching somebody are one call at a time."""
    shown_for: set[tuple[int, bool]] = set()
    for duty in duties:
        decides = duty.kind == DutyKind.DECIDE_N
        if duty.pupil_id is None or (duty.pupil_id, decides) in shown_for:
            continue
        shown_for.add((duty.pupil_id, decides))
        theirs, made = people.get(duty.pupil_id, []), attempts.get(duty.pupil_id, [])
        calls = tried(made)
        following = call_back(theirs, calls) if duty.kind == DutyKind.CHECK_ARRIVAL else next_call(theirs, calls)
        yield Row(
            id=duty.id,
            kind="pupil",
            what=WHAT.get(DutyKind(duty.kind), duty.sentence),
            name=duty.name,
            first_name=duty.first_name,
            pupil_id=duty.pupil_id,
            details=_details(duty),
            adjustments=duty.adjustments or "",
            due_at=duty.due_at,
            starts_at=duty.starts_at,
            is_overdue=duty.due_at < at,
            claim=_claim(duty, at, viewer),
            call=None if decides or following is None else _call(following),
            never=tuple(f"Never ring {_lower(person.who)}" for person in theirs if not person.may_ring),
            last=_last(made),
            asks_to_decide=decides,
            line=(duty.register_id, duty.line_id) if duty.register_id and duty.line_id else None,
        )


def _lower(who: str) -> str:
    """Return "Mother, Ines Tarn" as it stands inside a sentence."""
    return who[:1].lower() + who[1:] if "," in who else who


def _details(duty: Waits) -> tuple[str, ...]:
    travel = ": ".join(filter(None, [TRAVEL_WORDS.get(duty.travel or "", ""), duty.travel_note]))
    start = f"starts {london_time(duty.starts_at):%H:%M}" if duty.starts_at else ""
    day = "" if duty.on == london_day(duty.due_at) else f"about {duty.on.day} {duty.on:%B}"
    return tuple(word for word in (duty.school or "", travel, start, day) if word)


def _claim(duty: Waits, at: datetime, viewer: Actor) -> Claim | None:
    if duty.state != Duty.State.CLAIMED or duty.claimed_until is None or duty.claimed_until <= at:
        return None
    minutes = -int(-(duty.claimed_until - at).total_seconds() // 60)
    return Claim(duty.claimed_by, minutes, duty.claimed_by_id == viewer.id)


def _call(following: Next) -> Call:
    person, number = following.person, following.number
    return Call(
        number_id=number.id,
        who=person.who,
        number=shown(number.number),
        e164=number.number,
        number_note=number.note,
        nth=following.nth,
        language=person.language,
        warning=person.warning,
        note=person.note,
        text_first=person.text_first,
    )


def _last(attempts: Sequence[ContactAttempt]) -> str:
    """The last attempt in words: "09:07 engaged, Priya"."""
    if not attempts:
        return ""
    last = attempts[-1]
    words = Outcome(last.outcome).label.lower()
    if last.expected_at:
        words += f", expected {london_time(last.expected_at):%H:%M}"
    return f"{london_time(last.made_at):%H:%M} {words}, {last.made_by.split()[0]}"


def school_rows(
    duties: Iterable[Waits],
    mails: Iterable[Mail],
    attempts: dict[int, list[ContactAttempt]],
    at: datetime,
    viewer: Actor,
) -> Iterable[Row]:
    """One row for each school to ring: the email failed, is held or late, or the time to phone is near."""
    groups: dict[tuple[int | None, date, str], list[Waits]] = defaultdict(list)
    for duty in duties:
        groups[duty.commissioner_id, duty.on, duty.session].append(duty)
    latest = {(mail.commissioner_id, mail.on, mail.session): mail for mail in sorted(mails, key=lambda mail: mail.id)}
    for (commissioner_id, on, session), together in groups.items():
        mail = latest.get((commissioner_id, on, session))
        first = min(together, key=lambda duty: duty.due_at)
        if commissioner_id is None or not _needs_the_phone(mail, first.due_at, at):
            continue
        pupils = {duty.pupil_id: duty.first_name for duty in together}
        made = [
            each for pupil in pupils for each in attempts.get(pupil or 0, []) if each.commissioner_id == commissioner_id
        ]
        yield Row(
            id=first.id,
            kind="school",
            what="Ring the school",
            name=first.commissioner_name or "",
            first_name=first.commissioner_name or "",
            pupil_id=None,
            details=(f"about {listed(list(pupils.values()))}",),
            adjustments="",
            due_at=first.due_at,
            starts_at=first.starts_at,
            is_overdue=first.due_at < at,
            claim=_claim(first, at, viewer),
            call=None,
            never=(),
            last=_last(sorted(made, key=lambda each: each.made_at)),
            asks_to_decide=False,
            school=School(
                commissioner_id=commissioner_id,
                session=session,
                number=shown(first.commissioner_phone or ""),
                e164=first.commissioner_phone or "",
                pupils=listed(list(pupils.values())),
                words=_email_words(mail),
                message_id=mail.id if mail else None,
            ),
        )


def _needs_the_phone(mail: Mail | None, due_at: datetime, at: datetime) -> bool:
    if mail is not None and mail.state in (*Message.LOST, Message.State.RETRYING, Message.State.CANCELLED):
        return True
    return due_at - at <= PHONE_IS_NEAR


def _email_words(mail: Mail | None) -> str:
    if mail is None:
        return "No email has been drafted."
    words = state_words(mail)
    if mail.state in (*Message.LOST, Message.State.RETRYING):
        return f"The email: {words.lower()}. {mail.server_reply}".strip()
    return f"The email: {words.lower()}."


def listed(names: Sequence[str]) -> str:
    """Return names as people list them: "Callum, Rhys and Idris"."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1] if names else ""]))
