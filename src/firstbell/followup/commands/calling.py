"""Log a call home and let it take effect (SS-13, SS-15, SS-16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from firstbell import journal
from firstbell.domain.codes import Code, CodeSet
from firstbell.domain.contact import Effect, Outcome
from firstbell.domain.duties import Discharge, DutyKind, Fact, Moments
from firstbell.domain.errors import Refused
from firstbell.domain.school_time import london_time
from firstbell.duties import commands as duties
from firstbell.duties.models import Duty
from firstbell.followup.commands.entries import entry_of
from firstbell.followup.home.calls import attempts_of, people_of, tried
from firstbell.followup.home.ringing import next_call, since
from firstbell.followup.models import ContactAttempt
from firstbell.journal import Actor
from firstbell.people.models import Contact, Pupil
from firstbell.provisions import queries as provisions
from firstbell.registers import commands as registers
from firstbell.registers.codesets import codes_of
from firstbell.registers.models import Mark, RegisterLine
from firstbell.registers.queries import moments_of, of_day
from firstbell.units import unit_of_work

HOME = (
    DutyKind.CALL_HOME,
    DutyKind.REACH_SOMEONE,
    DutyKind.CHECK_ARRIVAL,
    DutyKind.TEXT,
    DutyKind.ASK_FOR_AN_UPDATE,
    DutyKind.HOME_VISIT,
)
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
    seen: the last attempt of the day that the page showed, 0 for none, None where nobody says.
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
    seen: int | None = None


@dataclass(frozen=True)
class Logged:
    """What came of it.

    repeated: the same call was logged a moment ago. amended: the code the mark has now, or None. meanwhile: a
    colleague's attempt that the page had not shown yet. exhausted: nobody is left to ring. alarmed: the safeguarding
    lead is told.
    """

    attempt: ContactAttempt
    repeated: bool = False
    amended: Code | None = None
    meanwhile: ContactAttempt | None = None
    exhausted: bool = False
    alarmed: bool = False


def log_attempt(duty: Duty, call: Call, *, by: Actor, at: datetime) -> Logged:
    """Log a call home and let it take effect (SS-13, SS-15).

    Rang or texted: call home is met, where the policy says so. Not coming with a reason: the mark is amended. On the
    way: the mark stays, and arrival is checked at the time given. Home thought the pupil was here: what the policy
    attaches to that opens, such as alerting the safeguarding lead. Nobody left to ring: reaching somebody ends there.
    A double tap (same call, same person, within twenty seconds) counts once. Two colleagues' calls are both kept, and
    the second is told of the first. Raises NeverRing.
    """
    if call.contact is not None and call.contact.safety == Contact.Safety.NEVER:
        raise NeverRing(call.contact)
    alarmed = exhausted = False
    with unit_of_work():
        _one_at_a_time(duty)
        if (before := _double_tap(duty, call, by, at)) is not None:
            return Logged(before, repeated=True)
        meanwhile = _unseen(duty, call, by)
        attempt = _attempt(duty, call, by, at)
        if (discharge := call.outcome.discharge) is not None:
            duties.meet(HOME, duty.subject, duty.on, outcome=discharge, by=by, at=at)
        amended = _amend(duty, call, by, at) if call.outcome.effect is Effect.REASON and call.code_key else None
        if call.outcome.effect is Effect.EXPECT:
            _expect(duty, call.expected_at or at + LIKELY_JOURNEY, by, at)
        if call.outcome.effect is Effect.ALARM:
            alarmed = any(each.kind == DutyKind.ALERT_THE_SAFEGUARDING_LEAD for each in _alarm(duty, attempt, by, at))
        if not call.outcome.reached:
            exhausted = _end_of_the_list(duty, by, at)
    return Logged(attempt, amended=amended, meanwhile=meanwhile, exhausted=exhausted, alarmed=alarmed)


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
    journal.write_many([entry_of(attempt, duty.provision_id, by, at)])
    return attempt


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


def _one_at_a_time(duty: Duty) -> None:
    """Let calls about one pupil be logged one after another, so that the second person sees the first one's."""
    list(Pupil.objects.select_for_update(no_key=True).filter(pk=duty.pupil_id).values_list("pk"))


def _unseen(duty: Duty, call: Call, by: Actor) -> ContactAttempt | None:
    """Return the last call home of a colleague that the page had not shown."""
    if call.seen is None:
        return None
    later = ContactAttempt.objects.filter(pupil_id=duty.pupil_id, on=duty.on, commissioner=None, pk__gt=call.seen)
    return later.exclude(made_by=by.name).order_by("pk").last()


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
    _open_because(
        Fact.ON_THE_WAY, duty, expected_at, by, at, occasion=f"{london_time(expected_at):%H:%M}", starts_at=at
    )


def _alarm(duty: Duty, attempt: ContactAttempt, by: Actor, at: datetime) -> list[Duty]:
    """Open what follows when home thought that the pupil was here (SS-15)."""
    return _open_because(Fact.UNAWARE, duty, at, by, at, occasion=f"call:{attempt.pk}", starts_at=at)


def _end_of_the_list(duty: Duty, by: Actor, at: datetime) -> bool:
    """Where nobody is left to ring, reaching somebody ends, and the policy says what follows (SS-16)."""
    made = since(tried(attempts_of([duty.pupil_id], duty.on)[duty.pupil_id]), duty.opened_at)
    if next_call(people_of([duty.pupil_id])[duty.pupil_id], made) is not None:
        return False
    if duties.meet(HOME, duty.subject, duty.on, outcome=Discharge.CONTACTS_EXHAUSTED, by=by, at=at):
        _open_because(Fact.CONTACTS_EXHAUSTED, duty, at, by, at, starts_at=duty.starts_at)
    return True


def _moments(duty: Duty, happened_at: datetime) -> Moments:
    found = moments_of(duty.pupil_id or 0, duty.on, duty.session, happened_at)
    return found or Moments(on=duty.on, happened_at=happened_at, pupil_starts_at=duty.starts_at)


def _open_because(
    fact: Fact,
    duty: Duty,
    happened_at: datetime,
    by: Actor,
    at: datetime,
    *,
    starts_at: datetime | None,
    occasion: str = "",
) -> list[Duty]:
    return duties.open_because(
        fact,
        _moments(duty, happened_at),
        provisions.policy_on(duty.provision_id, duty.on),
        provision_id=duty.provision_id,
        pupil_id=duty.pupil_id,
        session=duty.session,
        occasion=occasion,
        starts_at=starts_at,
        at=at,
        by=by,
    )
