"""What staff do about an absence: log a call home, tell the school by phone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from firstbell import journal
from firstbell.domain.codes import Code, CodeSet
from firstbell.domain.contact import Effect, Outcome
from firstbell.domain.duties import Discharge, DutyKind, Fact, Moments
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_time
from firstbell.duties import commands as duties
from firstbell.duties.commands.settling import meet_these
from firstbell.duties.models import Duty
from firstbell.followup.calls import attempts_of, people_of, tried
from firstbell.followup.models import ContactAttempt
from firstbell.followup.ringing import next_call
from firstbell.journal import Actor, Entry
from firstbell.people.models import Contact
from firstbell.placements.models import Commissioner
from firstbell.provisions import queries as provisions
from firstbell.registers import commands as registers
from firstbell.registers.codesets import codes_of
from firstbell.registers.models import Mark, RegisterLine
from firstbell.registers.queries import of_day
from firstbell.units import unit_of_work

HOME = (
    DutyKind.CALL_HOME,
    DutyKind.REACH_SOMEONE,
    DutyKind.CHECK_ARRIVAL,
    DutyKind.TEXT,
    DutyKind.ASK_FOR_AN_UPDATE,
)
SCHOOL = (DutyKind.TELL_THE_SCHOOL, DutyKind.PHONE_THE_SCHOOL)
SAME_CALL = timedelta(seconds=20)
# A pupil on the way, nobody knows for how long.
LIKELY_JOURNEY = timedelta(minutes=15)


class NeverRing(Refused):
    """A contact who must never be rung was chosen."""

    def __init__(self, contact: Contact) -> None:
        super().__init__(
            f"{contact.name} must never be rung: {contact.warning}",
            "The call was not logged.",
            "If somebody did ring, tell the safeguarding lead now.",
        )


@dataclass(frozen=True)
class Call:
    """One attempt to reach home, as staff say it.

    contact: None where it was somebody else, whose name is spoke_to. code_key and reason: why the pupil is not coming.
    expected_at: when a pupil on the way should be here (UTC). rest_of_day: the reason covers the afternoon too.
    """

    outcome: Outcome
    contact: Contact | None = None
    number: str = ""
    spoke_to: str = ""
    code_key: str = ""
    reason: str = ""
    expected_at: datetime | None = None
    rest_of_day: bool = False
    note: str = ""


@dataclass(frozen=True)
class Logged:
    """What came of it. repeated: the same call was logged a moment ago. amended: the code the mark has now, or None."""

    attempt: ContactAttempt
    repeated: bool = False
    amended: Code | None = None


def log_attempt(duty: Duty, call: Call, *, by: Actor, at: datetime) -> Logged:
    """Log a call home and let it take effect (SS-13, SS-15).

    Rang or texted: call home is met, where the policy says so. Not coming with a reason: the mark is amended. On the
    way: the mark stays, and arrival is checked at the time given. Nobody left to ring: reaching somebody ends there.
    A double tap (same call, same person, within twenty seconds) counts once. Raises NeverRing.
    """
    if call.contact is not None and call.contact.safety == Contact.Safety.NEVER:
        raise NeverRing(call.contact)
    with unit_of_work():
        if (before := _double_tap(duty, call, by, at)) is not None:
            return Logged(before, repeated=True)
        attempt = _attempt(duty, call, by, at)
        if (discharge := call.outcome.discharge) is not None:
            duties.meet(HOME, duty.subject, duty.on, outcome=discharge, by=by, at=at)
        amended = _amend(duty, call, by, at) if call.outcome.effect is Effect.REASON and call.code_key else None
        if call.outcome.effect is Effect.EXPECT:
            _expect(duty, call.expected_at or at + LIKELY_JOURNEY, by, at)
        if not call.outcome.reached:
            _end_of_the_list(duty, by, at)
    return Logged(attempt, amended=amended)


def tell_school(
    waiting: Sequence[Duty], commissioner: Commissioner, *, outcome: Outcome, spoke_to: str, by: Actor, at: datetime
) -> int:
    """Log a call to a school about its pupils' absences; told by phone meets the duty to tell them (SS-17).

    waiting: their duties to tell and to phone. Returns how many were met. One row for each pupil, so that each pupil's
    own history is whole.
    """
    with unit_of_work():
        about = {(duty.pupil_id, duty.on, duty.session): duty for duty in waiting}
        rows = [
            ContactAttempt(
                pupil_id=duty.pupil_id,
                duty=duty,
                commissioner=commissioner,
                on=duty.on,
                session=duty.session,
                spoke_to=spoke_to or commissioner.name,
                number=commissioner.phone,
                outcome=outcome,
                made_by=by.name,
                made_by_role=by.role[:40],
                made_at=at,
                recorded_at=at,
            )
            for duty in about.values()
        ]
        ContactAttempt.objects.bulk_create(rows)
        journal.write_many([_entry(row, commissioner.provision_id, by, at) for row in rows])
        if outcome.discharge is None:
            return 0
        return len(meet_these(waiting, outcome=outcome.discharge, by=by, at=at))


def _attempt(duty: Duty, call: Call, by: Actor, at: datetime) -> ContactAttempt:
    attempt = ContactAttempt.objects.create(
        pupil_id=duty.pupil_id,
        duty=duty,
        contact=call.contact,
        on=duty.on,
        session=duty.session,
        spoke_to=call.spoke_to or (call.contact.name if call.contact else ""),
        number=call.number,
        outcome=call.outcome,
        reason=call.reason,
        code_key=call.code_key,
        expected_at=call.expected_at,
        note=call.note,
        made_by=by.name,
        made_by_role=by.role[:40],
        made_at=at,
        recorded_at=at,
    )
    journal.write_many([_entry(attempt, duty.provision_id, by, at)])
    return attempt


def _entry(attempt: ContactAttempt, provision_id: int, by: Actor, at: datetime) -> Entry:
    facts = {
        "on": attempt.on,
        "session": attempt.session,
        "outcome": attempt.outcome,
        "spoke_to": attempt.spoke_to,
        "number": attempt.number,
        "reason": attempt.reason,
        "code": attempt.code_key,
        "expected_at": attempt.expected_at,
        "note": attempt.note,
    }
    said = {name: value for name, value in facts.items() if value}
    about = f"pupil:{attempt.pupil_id}"
    return Entry("attempt.logged", said, by=by, at=at, provision_id=provision_id, about=about)


def _double_tap(duty: Duty, call: Call, by: Actor, at: datetime) -> ContactAttempt | None:
    return ContactAttempt.objects.filter(
        pupil_id=duty.pupil_id,
        on=duty.on,
        contact=call.contact,
        number=call.number,
        outcome=call.outcome,
        reason=call.reason,
        made_by=by.name,
        made_at__gt=at - SAME_CALL,
    ).first()


def _amend(duty: Duty, call: Call, by: Actor, at: datetime) -> Code | None:
    """Give the reason to the absences that have none: this session's, and the later ones it covers."""
    unexplained = [
        (line, code)
        for line in _lines_of(duty)
        if (code := _current(line)) is not None and code.awaits_reason
        if line.register.session == duty.session or (call.rest_of_day and line.register.session > duty.session)
    ]
    for line, _ in unexplained:
        registers.amend_mark(
            line.pk,
            call.code_key,
            reason=call.reason,
            by=by,
            at=at,
            seen_by=call.spoke_to or (call.contact.name if call.contact else ""),
            source=Mark.Source.CALL,
            provision_id=duty.provision_id,
        )
    return _codes(unexplained[0][0]).get(call.code_key) if unexplained else None


def _lines_of(duty: Duty) -> list[RegisterLine]:
    return list(
        RegisterLine.objects.filter(
            of_day(duty.on), pupil_id=duty.pupil_id, register__provision_id=duty.provision_id, dropped_at=None
        )
        .select_related("register", "current_mark")
        .order_by("register__session")
    )


def _current(line: RegisterLine) -> Code | None:
    return _codes(line).get(line.current_mark.code_key) if line.current_mark else None


def _codes(line: RegisterLine) -> CodeSet:
    return codes_of(line.register.code_set, line.register.provision_id, line.register.on)


def _expect(duty: Duty, expected_at: datetime, by: Actor, at: datetime) -> None:
    """Open the check that a pupil said to be on the way has come."""
    duties.open_because(
        Fact.ON_THE_WAY,
        Moments(on=duty.on, happened_at=expected_at, pupil_starts_at=duty.starts_at),
        provisions.policy_on(duty.provision_id, duty.on),
        provision_id=duty.provision_id,
        pupil_id=duty.pupil_id,
        session=duty.session,
        occasion=f"{london_time(expected_at):%H:%M}",
        starts_at=at,
        at=at,
        by=by,
    )


def _end_of_the_list(duty: Duty, by: Actor, at: datetime) -> None:
    """Where nobody is left to ring, reaching somebody ends, and the policy says what follows (SS-16)."""
    made = tried(attempts_of([duty.pupil_id], duty.on)[duty.pupil_id])
    if next_call(people_of([duty.pupil_id])[duty.pupil_id], made) is not None:
        return
    ended = duties.meet(HOME, duty.subject, duty.on, outcome=Discharge.CONTACTS_EXHAUSTED, by=by, at=at)
    if ended:
        duties.open_because(
            Fact.CONTACTS_EXHAUSTED,
            Moments(on=duty.on, happened_at=at, pupil_starts_at=duty.starts_at),
            provisions.policy_on(duty.provision_id, duty.on),
            provision_id=duty.provision_id,
            pupil_id=duty.pupil_id,
            session=duty.session,
            starts_at=duty.starts_at,
            at=at,
            by=by,
        )
