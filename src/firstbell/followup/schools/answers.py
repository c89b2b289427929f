"""What a school answers about a pupil who is not here: by the link in its email, on its page, or told to staff (SS-18).

An answer meets the follow-up, whatever it is: somebody at the school has looked. A reason with a code becomes the
mark's where a tutor, who passes on what is heard, could enter it too; any other code waits for the office (SS-12). An
answer by link ends no call home, for a link can be passed on; one from a person who is known does.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from firstbell import journal
from firstbell.domain.codes import Code
from firstbell.domain.duties import Discharge, DutyKind
from firstbell.domain.errors import Refused
from firstbell.duties import commands as duties
from firstbell.duties.commands.settling import meet_these
from firstbell.duties.facts import pupil_subject
from firstbell.duties.models import Duty
from firstbell.followup.models import SchoolAnswer, ToldPupil
from firstbell.followup.schools.purposes import ABSENCES
from firstbell.followup.schools.receipts import record_receipt
from firstbell.followup.schools.telling import How
from firstbell.journal import Actor
from firstbell.outbox.models import Message
from firstbell.people.models import Pupil
from firstbell.placements.models import Commissioner
from firstbell.registers import commands as registers
from firstbell.registers.access import WHAT_A_TUTOR_HEARS
from firstbell.registers.codesets import codes_of
from firstbell.registers.models import Mark, RegisterLine
from firstbell.registers.queries import of_day
from firstbell.units import unit_of_work

Answer = SchoolAnswer.Answer
MET_BY_AN_ANSWER = (DutyKind.FOLLOW_UP_WITH_THE_SCHOOL, DutyKind.CHASE_THE_RECEIPT)
RINGING_HOME = (DutyKind.CALL_HOME, DutyKind.REACH_SOMEONE, DutyKind.TEXT)
THEY_KNOW = (Answer.WITH_US, Answer.REASON)


@dataclass(frozen=True)
class Said:
    """An answer as it was given. code_key: of the reason, from the provision's own codes; words: in their own.

    given_by: who they say they are. how: the way it came.
    """

    answer: str
    code_key: str = ""
    words: str = ""
    given_by: str = ""
    how: str = How.PHONE


class NoReason(Refused):
    """The school knows the reason, and nobody wrote it."""

    def __init__(self) -> None:
        super().__init__(
            "The reason is missing.",
            "Nothing was saved.",
            "Choose the reason they gave, or write it in a few words.",
        )


@dataclass(frozen=True)
class Recorded:
    """What came of it. code: the mark's new code; None where it stays as it was."""

    answer: SchoolAnswer
    code: Code | None


def record_answer(
    pupil: Pupil,
    commissioner: Commissioner,
    on: date,
    session: str,
    said: Said,
    *,
    may_authorise: bool,
    by: Actor,
    at: datetime,
) -> Recorded:
    """Keep an answer and let it take effect. may_authorise: whoever records it may enter every code.

    The same answer from the same person counts once. Raises NoReason.
    """
    if said.answer == Answer.REASON and not (said.code_key or said.words.strip()):
        raise NoReason
    with unit_of_work():
        if (before := _same(pupil, commissioner, on, session, said)) is not None:
            return Recorded(before, None)
        line = _unexplained(pupil, on, session)
        code = _code(line, said) if line and said.answer == Answer.REASON else None
        fits = code is not None and (may_authorise or code.national in WHAT_A_TUTOR_HEARS)
        message = _email_about(pupil, commissioner, on, session)
        answer = SchoolAnswer.objects.create(
            pupil=pupil,
            commissioner=commissioner,
            message=message,
            on=on,
            session=session,
            answer=said.answer,
            code_key=code.key if code else "",
            for_a_person=code is not None and not fits,
            words=said.words.strip()[:240],
            given_by=said.given_by.strip()[:120],
            how=said.how,
            recorded_by=by.name[:120],
            recorded_at=at,
        )
        _tell(answer, by, at)
        if message is not None and message.state in Message.GONE and said.how in (How.LINK, How.SIGNED_IN):
            record_receipt(message, said_by=said.given_by, how=said.how, by=by, at=at)
        _meet(pupil, commissioner, on, session, by, at)
        if said.answer in THEY_KNOW and said.how != How.LINK:
            _stop_ringing(pupil, on, session, by, at)
        if line is not None and code is not None and fits:
            _amend(line, answer, by, at)
            return Recorded(answer, code)
    return Recorded(answer, None)


def accept_answer(answer: SchoolAnswer, code_key: str, *, by: Actor, at: datetime) -> Code | None:
    """Give an absence the code that a person decided on after a school's answer; None where it is explained already."""
    with unit_of_work():
        line = _unexplained(answer.pupil, answer.on, answer.session)
        if line is None:
            return None
        _amend(line, answer, by, at, code_key)
        return codes_of(line.register.code_set, line.register.provision_id, answer.on).get(code_key)


def answers_of(pupil_ids: Collection[int], on: date) -> dict[int, list[SchoolAnswer]]:
    """Return the answers of a day by pupil, the latest last. One statement."""
    found: dict[int, list[SchoolAnswer]] = {}
    rows = SchoolAnswer.objects.filter(pupil_id__in=pupil_ids, on=on).select_related("commissioner")
    for row in rows.order_by("recorded_at", "pk"):
        found.setdefault(row.pupil_id, []).append(row)
    return found


def to_decide(provision_id: int, on: date) -> list[SchoolAnswer]:
    """Return the answers of a day whose code waits for the office: the pupil's mark still has no reason."""
    waiting = list(
        SchoolAnswer.objects.filter(pupil__provision_id=provision_id, on=on, for_a_person=True)
        .select_related("pupil", "commissioner")
        .order_by("recorded_at", "pk")
    )
    return [answer for answer in waiting if _unexplained(answer.pupil, answer.on, answer.session) is not None]


def _same(pupil: Pupil, commissioner: Commissioner, on: date, session: str, said: Said) -> SchoolAnswer | None:
    latest = SchoolAnswer.objects.filter(pupil=pupil, commissioner=commissioner, on=on, session=session).last()
    if latest is None:
        return None
    before = (latest.answer, latest.words, latest.given_by, latest.how)
    same = before == (said.answer, said.words.strip()[:240], said.given_by.strip()[:120], said.how)
    return latest if same and latest.code_key == said.code_key else None


def _unexplained(pupil: Pupil, on: date, session: str) -> RegisterLine | None:
    """Return the pupil's line of a session where nobody has said yet why they are not here."""
    line = (
        RegisterLine.objects.filter(of_day(on), pupil=pupil, register__session=session, dropped_at=None)
        .select_related("register", "current_mark")
        .first()
    )
    if line is None or line.current_mark is None or not line.current_mark.code_key:
        return None
    codes = codes_of(line.register.code_set, line.register.provision_id, on)
    return line if codes.get(line.current_mark.code_key).awaits_reason else None


def _code(line: RegisterLine, said: Said) -> Code | None:
    codes = codes_of(line.register.code_set, line.register.provision_id, line.register.on).on(line.register.on)
    return codes.get(said.code_key) if said.code_key and said.code_key in codes else None


def _email_about(pupil: Pupil, commissioner: Commissioner, on: date, session: str) -> Message | None:
    told = ToldPupil.objects.filter(
        pupil=pupil,
        message__commissioner=commissioner,
        message__on=on,
        message__session=session,
        message__purpose=ABSENCES,
    )
    latest = told.select_related("message").order_by("pk").last()
    return latest.message if latest else None


def _tell(answer: SchoolAnswer, by: Actor, at: datetime) -> None:
    facts = {
        "on": answer.on,
        "session": answer.session,
        "commissioner": answer.commissioner.name,
        "answer": answer.answer,
        "code": answer.code_key,
        "words": answer.words,
        "given_by": answer.given_by,
        "how": answer.how,
    }
    said = {name: value for name, value in facts.items() if value}
    about, provision_id = pupil_subject(answer.pupil_id), answer.commissioner.provision_id
    journal.write("school.answered", said, by=by, at=at, provision_id=provision_id, about=about)


def _meet(pupil: Pupil, commissioner: Commissioner, on: date, session: str, by: Actor, at: datetime) -> None:
    waiting = Duty.objects.filter(
        subject=pupil_subject(pupil.pk), on=on, session=session, kind__in=MET_BY_AN_ANSWER, closed_at=None
    )
    theirs = [duty for duty in waiting if duty.commissioner_id in (None, commissioner.pk)]
    meet_these(theirs, outcome=Discharge.ANSWERED, by=by, at=at)


def _stop_ringing(pupil: Pupil, on: date, session: str, by: Actor, at: datetime) -> None:
    """Somebody answers for the pupil: reaching someone is met, and what is left of ringing home is let go."""
    subject = pupil_subject(pupil.pk)
    duties.meet(RINGING_HOME, subject, on, session, outcome=Discharge.NOTICE, by=by, at=at)
    left = Duty.objects.filter(subject=subject, on=on, session=session, kind__in=RINGING_HOME, closed_at=None)
    duties.withdraw(list(left), reason=Discharge.NOTICE, by=by, at=at)


def _amend(line: RegisterLine, answer: SchoolAnswer, by: Actor, at: datetime, code_key: str = "") -> None:
    who = f"{answer.given_by}, {answer.commissioner.name}" if answer.given_by else answer.commissioner.name
    registers.amend_mark(
        line.pk,
        code_key or answer.code_key,
        reason=f"{answer.commissioner.name} told us{': ' + answer.words if answer.words else ''}"[:240],
        by=by,
        at=at,
        seen_by=who,
        source=Mark.Source.CALL,
        provision_id=line.register.provision_id,
    )
