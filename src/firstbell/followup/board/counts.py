"""What the side of the board counts: all of it in one statement, however much there is."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Exists, F, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from firstbell.domain.contact import Outcome
from firstbell.domain.duties import DutyKind, Fact
from firstbell.duties.models import Duty
from firstbell.followup.missing.models import MissingCase
from firstbell.followup.models import ContactAttempt, SchoolAnswer
from firstbell.prepared import Prepared
from firstbell.provisions.models import Provision
from firstbell.provisions.queries import version_on
from firstbell.registers.models import RegisterLine

RANG = [outcome for outcome in Outcome if outcome.rang]


class Counts(NamedTuple):
    """What stands to be cleared beside the board.

    done: duties met today. unexplained: late today and ended, and nobody has said why. numbers: said to be wrong.
    answers: of schools, whose code waits for the office while the mark is N. cases: of pupils nobody has found, open.

    Read with them, for the same statement: our own number, and the version of the policy in force.
    """

    done: int
    unexplained: int
    numbers: int
    answers: int
    cases: int
    phone: str
    policy_version: int | None


def wrong_numbers() -> QuerySet[ContactAttempt]:
    """Return the attempts that found a number wrong which is still kept, and on which nobody was rung since."""
    since = ContactAttempt.objects.filter(
        contact=OuterRef("contact"), number=OuterRef("number"), outcome__in=RANG, made_at__gt=OuterRef("made_at")
    )
    return ContactAttempt.objects.filter(
        ~Exists(since),
        outcome=Outcome.WRONG_NUMBER,
        contact__archived_at=None,
        contact__pupil__archived_at=None,
        contact__numbers__number=F("number"),
        contact__numbers__archived_at=None,
    )


def unexplained(day: date) -> QuerySet[Duty]:
    """Return the duties of a day that ended late or undone, and of which nobody has said why."""
    return Duty.objects.filter(
        on=day, was_late=True, late_reason="", state__in=[Duty.State.MET, Duty.State.MISSED]
    ).exclude(fact=Fact.CONCERN_RAISED)


def _answers(day: date) -> QuerySet[SchoolAnswer]:
    undecided = RegisterLine.objects.filter(
        pupil=OuterRef("pupil"),
        register__on=OuterRef("on"),
        register__session=OuterRef("session"),
        dropped_at=None,
        current_mark__code_key="N",
    )
    return SchoolAnswer.objects.filter(Exists(undecided), on=day, for_a_person=True)


def _counted(rows: QuerySet[Any], what: str = "pk") -> Coalesce:
    found = rows.order_by().values("provision_key").annotate(n=Count(what, distinct=True)).values("n")
    return Coalesce(Subquery(found, output_field=IntegerField()), 0)


def _counts(provision_id: int, today: date) -> QuerySet[Any]:
    done = Duty.objects.filter(provision=OuterRef("pk"), on=today, state=Duty.State.MET)
    # What only the safeguarding lead sees is in no count that others read, or theirs would never be nought.
    late = unexplained(today).filter(provision=OuterRef("pk")).exclude(kind=DutyKind.ALERT_THE_SAFEGUARDING_LEAD)
    answers = _answers(today).filter(pupil__provision=OuterRef("pk"))
    cases = MissingCase.objects.filter(provision=OuterRef("pk"), closed_at=None)
    numbers = wrong_numbers().filter(contact__pupil__provision=OuterRef("pk"))
    return (
        Provision.objects.filter(pk=provision_id)
        .order_by()
        .annotate(
            done=_counted(done.annotate(provision_key=F("provision"))),
            unexplained=_counted(late.annotate(provision_key=F("provision"))),
            numbers=_counted(numbers.annotate(provision_key=F("contact__pupil__provision")), "contact__numbers"),
            answers=_counted(answers.annotate(provision_key=F("pupil__provision"))),
            cases=_counted(cases.annotate(provision_key=F("provision"))),
            policy_version=version_on(OuterRef("pk"), Value(today)),
        )
        .values_list(*Counts._fields, named=True)
    )


_prepared = Prepared(_counts, provision_id=-1, today=date(1901, 1, 1))


def counts(provision_id: int, today: date) -> Counts:
    """Return what is counted beside the board. One statement."""
    [found] = _prepared(provision_id=provision_id, today=today)
    return Counts(*found)
