"""Put on the list, give, pass over with a reason, take off. Each keeps list and duty in agreement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Q

from firstbell import journal
from firstbell.domain.duties import Discharge
from firstbell.domain.errors import Refused
from firstbell.domain.recognising import Earned
from firstbell.duties.commands import withdraw
from firstbell.duties.commands.settling import meet_these
from firstbell.duties.facts import pupil_subject
from firstbell.duties.models import Duty
from firstbell.journal import Actor, Entry
from firstbell.people.models import Pupil
from firstbell.support.recognition.models import Recognition
from firstbell.units import unit_of_work

State = Recognition.State
NO_LONGER_SO = "An amendment changed what it rests on"


class NothingToGive(Refused):
    """None of what was chosen waits any more."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing of what you chose waits to be given.",
            "A colleague may have been quicker; nothing was changed.",
            "Look at the list again and tick those that still wait.",
        )


def list_earned(
    pupil: Pupil, rule: str, earned: Earned, known: Recognition | None, *, week_on: date, by: Actor, at: datetime
) -> Recognition:
    """Put on the list what a pupil earned, or bring its numbers up to date where it waits. Twice changes nothing.

    known: the row there is already. What was given or passed over stays as it was.
    """
    numbers = _numbers(earned)
    if known is not None:
        waits = known.state in (State.WAITING, State.NO_LONGER)
        same = known.state == State.WAITING and all(getattr(known, name) == value for name, value in numbers.items())
        if not waits or same:
            return known
    with unit_of_work():
        if known is None:
            known = Recognition.objects.create(
                provision_id=pupil.provision_id,
                pupil=pupil,
                achievement=earned.achievement,
                rule=rule,
                ends_on=earned.days.ends_on,
                week_on=week_on,
                listed_at=at,
                **numbers,
            )
        else:
            again = {**numbers, "state": State.WAITING, "settled_at": None, "settled_by": ""}
            Recognition.objects.filter(pk=known.pk).update(**again)
            known.refresh_from_db()
        journal.write_many([_entry("recognition.earned", known, by, at)])
    return known


def give(chosen: Iterable[Recognition], *, by: Actor, at: datetime) -> list[Recognition]:
    """Record that these were given, and meet their duties. Those that no longer wait are left out.

    Raises NothingToGive where none waits.
    """
    with unit_of_work():
        ours = _settle([each.pk for each in chosen], State.GIVEN, by=by, at=at)
        if not ours:
            raise NothingToGive
        journal.write_many([_entry("recognition.given", each, by, at) for each in ours])
        meet_these(_duties(ours), outcome=Discharge.DONE, by=by, at=at)
    return ours


def pass_over(recognition: Recognition, *, reason: str, by: Actor, at: datetime) -> None:
    """Say why something earned is not given; the duty ends with the same words. Raises NothingToGive."""
    with unit_of_work():
        ours = _settle([recognition.pk], State.PASSED_OVER, by=by, at=at, reason=reason)
        if not ours:
            raise NothingToGive
        journal.write_many([_entry("recognition.passed-over", each, by, at, reason=reason) for each in ours])
        withdraw(_duties(ours), reason=reason[:60], by=by, at=at)


def take_off(recognition: Recognition, *, by: Actor, at: datetime) -> None:
    """Take off the list what is no longer so, and let go of its duty."""
    with unit_of_work():
        ours = _settle([recognition.pk], State.NO_LONGER, by=by, at=at)
        journal.write_many([_entry("recognition.no-longer", each, by, at) for each in ours])
        withdraw(_duties(ours), reason=NO_LONGER_SO, by=by, at=at)


def _settle(keys: Sequence[int], state: str, *, by: Actor, at: datetime, reason: str = "") -> list[Recognition]:
    """Settle those of these that wait, and return them as they are now."""
    waiting = Recognition.objects.select_for_update().filter(pk__in=keys, state=State.WAITING).order_by("pk")
    ours = list(waiting.select_related("pupil"))
    settled = {"state": state, "reason": reason, "settled_at": at, "settled_by": by.name}
    Recognition.objects.filter(pk__in=[each.pk for each in ours], state=State.WAITING).update(**settled)
    for each in ours:
        each.state, each.reason, each.settled_at, each.settled_by = state, reason, at, by.name
    return ours


def _duties(recognitions: Sequence[Recognition]) -> list[Duty]:
    """Return the waiting duties of these recognitions."""
    theirs = {(each.rule, pupil_subject(each.pupil_id), each.ends_on) for each in recognitions}
    if not theirs:
        return []
    wanted = Q(rule__in={rule for rule, _, _ in theirs}, on__in={on for _, _, on in theirs})
    waiting = Duty.objects.filter(wanted, subject__in={subject for _, subject, _ in theirs}, closed_at=None)
    return [duty for duty in waiting if (duty.rule, duty.subject, duty.on) in theirs]


def _numbers(earned: Earned) -> dict[str, object]:
    before = earned.before
    return {
        "starts_on": earned.days.starts_on,
        "possible": earned.tally.possible,
        "attended": earned.tally.attended,
        "excused": earned.excused,
        "arrivals": earned.arrivals,
        "possible_before": before.possible if before else 0,
        "attended_before": before.attended if before else 0,
        "days_away": earned.days_away,
        "away_since": earned.away_since,
    }


def _entry(verb: str, recognition: Recognition, by: Actor, at: datetime, **more: object) -> Entry:
    facts = {
        "recognition": recognition.pk,
        "achievement": recognition.achievement,
        "from": recognition.starts_on,
        "to": recognition.ends_on,
        "attended": recognition.attended,
        "possible": recognition.possible,
    }
    return Entry(
        verb,
        facts | more,
        by=by,
        at=at,
        provision_id=recognition.provision_id,
        about=pupil_subject(recognition.pupil_id),
    )
