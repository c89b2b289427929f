"""What proves a duty: the calls, the other server's own words and time, the receipt, the answer, the reason given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet

from firstbell.accounts.models import Role
from firstbell.domain.duties import Discharge, DutyKind
from firstbell.domain.school_time import london_time
from firstbell.duties.facts import register_subject
from firstbell.duties.models import Duty, DutyMessage
from firstbell.followup.home.calls import by_whom
from firstbell.followup.models import ContactAttempt, Receipt, SchoolAnswer
from firstbell.outbox.models import Message, MessageEvent
from firstbell.outbox.queries import OURSELVES
from firstbell.provisions.phones import shown
from firstbell.registers.models import Register

State = Duty.State
HALVES = {"AM": "morning", "PM": "afternoon"}
BY_TELEPHONE = frozenset(
    {
        DutyKind.CALL_HOME,
        DutyKind.REACH_SOMEONE,
        DutyKind.CHECK_ARRIVAL,
        DutyKind.TEXT,
        DutyKind.ASK_FOR_AN_UPDATE,
        DutyKind.TELL_THE_SCHOOL,
        DutyKind.PHONE_THE_SCHOOL,
        DutyKind.HOME_VISIT,
    }
)
OUTCOMES = {
    Discharge.SPOKE: "somebody spoke",
    Discharge.NO_ANSWER: "it rang, no answer",
    Discharge.VOICEMAIL: "voicemail left",
    Discharge.TEXT: "text sent",
    Discharge.NOTICE: "somebody told us",
    Discharge.CONTACTS_EXHAUSTED: "every contact tried",
    Discharge.ARRIVAL: "the pupil came",
    Discharge.REGISTER_TAKEN: "register taken",
    Discharge.MESSAGE_ACCEPTED: "their server took the message",
    Discharge.TOLD_BY_PHONE: "told by telephone",
    Discharge.DECIDED: "decided",
    Discharge.ANSWERED: "answered",
    Discharge.CONFIRMED: "confirmed in writing",
    Discharge.RECEIPT: "read, as they said",
    Discharge.DONE: "done",
}


@dataclass(frozen=True)
class Piece:
    """One piece of evidence: an instant, what happened and where it is kept. is_bad: it came to nothing."""

    at: datetime
    what: str
    detail: str
    is_bad: bool = False


@dataclass(frozen=True)
class Proved:
    """A duty as the record shows it. tone and icon: of its ending; ending: that in words."""

    duty: Duty
    who: str
    tone: str
    icon: str
    ending: str
    pieces: tuple[Piece, ...]

    @property
    def owner(self) -> str:
        """Whose it is now."""
        return str(Role(self.duty.owner_role).label).lower()

    @property
    def is_done(self) -> bool:
        return self.duty.state == State.MET

    @property
    def by(self) -> str:
        """Who did it; nobody where it was not done."""
        if not self.is_done:
            return "nobody"
        return OURSELVES.get(self.duty.closed_by, self.duty.closed_by)

    @property
    def failed(self) -> bool:
        return self.duty.was_late or self.duty.state == State.MISSED


def proved(duties: Sequence[Duty], scope: QuerySet[Duty]) -> list[Proved]:
    """Return each duty with what proves it. Six statements, however many duties.

    scope: a query of the same duties and perhaps more, so that the evidence is found by joins and not by lists.
    """
    attempts: dict[tuple[int, date], list[ContactAttempt]] = defaultdict(list)
    for attempt in ContactAttempt.objects.filter(_about(scope)).select_related("contact", "commissioner").distinct():
        attempts[attempt.pupil_id, attempt.on].append(attempt)
    served: dict[int, list[Message]] = defaultdict(list)
    for link in DutyMessage.objects.filter(duty__in=scope).select_related("message").order_by("message_id"):
        served[link.duty_id].append(link.message)
    messages = Message.objects.filter(duties__duty__in=scope)
    steps: dict[int, list[MessageEvent]] = defaultdict(list)
    for event in MessageEvent.objects.filter(message__in=messages.order_by().values("pk")):
        steps[event.message_id].append(event)
    receipts = {each.message_id: each for each in Receipt.objects.filter(message__in=messages.order_by().values("pk"))}
    answers: dict[tuple[int, date], list[SchoolAnswer]] = defaultdict(list)
    for answer in SchoolAnswer.objects.filter(_about(scope)).select_related("commissioner").distinct():
        answers[answer.pupil_id, answer.on].append(answer)
    names = _registers(duties)
    found = []
    for duty in duties:
        theirs = (duty.pupil_id or 0, duty.on)
        pieces = [
            *_calls(duty, attempts.get(theirs, ())),
            *(piece for message in served.get(duty.pk, ()) for piece in _mail(message, steps, receipts)),
            *_answers(duty, answers.get(theirs, ())),
        ]
        found.append(_proved(duty, pieces, names))
    return found


def _registers(duties: Sequence[Duty]) -> dict[str, str]:
    """Return what staff call the registers among the subjects: "Forge, morning"."""
    wanted = {duty.subject for duty in duties if duty.pupil_id is None and duty.subject.startswith("register:")}
    rows = Register.objects.filter(pk__in=[subject.partition(":")[2] for subject in wanted]).select_related("group")
    return {register_subject(row.pk): f"{row.group.name}, {HALVES[row.session]}" for row in rows}


def _about(scope: QuerySet[Duty]) -> Exists:
    """What is about the pupils and days of these duties."""
    return Exists(scope.order_by().filter(pupil_id=OuterRef("pupil_id"), on=OuterRef("on")))


def _calls(duty: Duty, attempts: Sequence[ContactAttempt]) -> list[Piece]:
    """The calls of the duty's session: to home for ringing home, to its own school for telling the school."""
    if duty.kind not in BY_TELEPHONE:
        return []
    wanted = [
        each
        for each in attempts
        if each.session == duty.session
        and (duty.commissioner_id is None or each.commissioner_id == duty.commissioner_id)
    ]
    if duty.commissioner_id is None:
        wanted = [each for each in wanted if each.commissioner_id is None]
    return [
        Piece(
            at=each.made_at,
            what=f"{by_whom(each) or each.spoke_to}: {each.outcome_words}",
            detail=" ".join(
                part
                for part in (shown(each.number) if each.number else "", each.reason, each.note, each.made_by)
                if part
            ),
        )
        for each in wanted
    ]


def _mail(message: Message, steps: dict[int, list[MessageEvent]], receipts: dict[int, Receipt]) -> list[Piece]:
    """Each try and answer, with the other server's own words and time."""
    pieces = [
        Piece(
            at=event.at,
            what=f"To {message.to_name}: {Message.State(event.state).label.lower()}",
            detail=event.words or (message.server_reply if event.state in Message.GONE else event.by),
            is_bad=event.state in Message.LOST,
        )
        for event in steps.get(message.pk, ())
        if event.state not in Message.WAITING
    ]
    if (receipt := receipts.get(message.pk)) is not None:
        who = f"{receipt.said_by}, " if receipt.said_by else ""
        pieces.append(
            Piece(receipt.read_at, f"{message.to_name} says that it was read", who + receipt.get_how_display())
        )
    return pieces


def _answers(duty: Duty, answers: Sequence[SchoolAnswer]) -> list[Piece]:
    if duty.kind != DutyKind.FOLLOW_UP_WITH_THE_SCHOOL:
        return []
    return [
        Piece(each.recorded_at, f"{each.commissioner.name}: {each.get_answer_display().lower()}", each.words)
        for each in answers
        if each.session == duty.session and duty.commissioner_id in (None, each.commissioner_id)
    ]


def _proved(duty: Duty, pieces: list[Piece], names: dict[str, str]) -> Proved:
    if duty.closed_at is not None and duty.state == State.MET:
        how = OUTCOMES.get(duty.outcome, duty.outcome)
        pieces = [*pieces, Piece(duty.closed_at, f"Met: {how}", OURSELVES.get(duty.closed_by, duty.closed_by))]
    if duty.late_reason and duty.late_reason_at is not None:
        pieces = [*pieces, Piece(duty.late_reason_at, f"Why it was late: {duty.late_reason}", duty.late_reason_by)]
    tone, icon, ending = ending_of(duty)
    return Proved(duty, who_of(duty, names), tone, icon, ending, tuple(sorted(pieces, key=lambda piece: piece.at)))


def who_of(duty: Duty, names: dict[str, str]) -> str:
    """Return whom or what a duty is about, as the record names it."""
    if duty.pupil is not None:
        return duty.pupil.name
    return names.get(duty.subject, "The day" if duty.subject.startswith("day:") else duty.subject)


def ending_of(duty: Duty) -> tuple[str, str, str]:
    """Return how a duty ended: tone, icon and words."""
    match duty.state:
        case State.MET if duty.was_late:
            return "bad", "alert", f"Late, done {_clock(duty)}"
        case State.MET:
            return "good", "tick", f"In time, {_clock(duty)}"
        case State.MISSED:
            return "bad", "cross", "Missed"
        case State.WITHDRAWN:
            return "soft", "cross", "No longer needed"
        case _ if duty.was_late:
            return "bad", "alert", "Late, still to do"
    return "wait", "clock", "To do"


def _clock(duty: Duty) -> str:
    """The time it was done; with the day where that is another."""
    if duty.closed_at is None:
        return ""
    time = f"{london_time(duty.closed_at):%H:%M}"
    return time if duty.closed_at.date() == duty.on else f"{duty.closed_at.day} {duty.closed_at:%b} {time}"
