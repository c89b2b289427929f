"""The duties of some subjects on a day, as they stand, read with the provision's go-live day in one statement."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from typing import Any

from django.db.models import FilteredRelation, Q, QuerySet

from firstbell.domain.endings import THE_MARK_MET_IT
from firstbell.duties.models import Duty
from firstbell.prepared import Prepared
from firstbell.provisions.models import Provision

Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class Standing:
    """A duty as it stands in the database."""

    pk: int
    rule: str
    subject: str
    session: str
    occasion: str
    fact: str
    kind: str
    state: str
    outcome: str
    due_at: datetime
    met_by: str
    if_met: str
    repeats: int
    pupil_id: int | None
    commissioner_id: int | None
    starts_at: datetime | None

    @property
    def key(self) -> Key:
        return (self.rule, self.subject, self.session, self.occasion)

    @property
    def waits(self) -> bool:
        return self.state in Duty.WAITING

    @property
    def may_open_again(self) -> bool:
        """It was closed because of the mark alone, and no person did anything about it."""
        return self.state in (Duty.State.WITHDRAWN, Duty.State.MISSED) or (
            self.state == Duty.State.MET and self.outcome in THE_MARK_MET_IT
        )

    def as_duty(self, provision_id: int, on: date, outcome: str) -> Duty:
        """Return it as a duty that ended with an outcome."""
        return Duty(
            pk=self.pk,
            provision_id=provision_id,
            rule=self.rule,
            kind=self.kind,
            fact=self.fact,
            subject=self.subject,
            pupil_id=self.pupil_id,
            commissioner_id=self.commissioner_id,
            on=on,
            session=self.session,
            occasion=self.occasion,
            starts_at=self.starts_at,
            due_at=self.due_at,
            if_met=self.if_met,
            repeats=self.repeats,
            outcome=outcome,
        )


def read(provision_id: int, on: date, subjects: list[str]) -> tuple[date, dict[Key, Standing]]:
    """Return the provision's go-live day and the duties these subjects have on a day, in one statement."""
    asked = {f"subject_{number}": subject for number, subject in enumerate(subjects)}
    rows = _of_subjects(len(subjects))(provision_id=provision_id, on=on, **asked)
    standing = [Standing(*values) for _, *values in rows if values[0] is not None]
    return rows[0][0], {duty.key: duty for duty in standing}


@cache
def _of_subjects(count: int) -> Prepared:
    """The query for so many subjects."""

    def standing(provision_id: int, on: date, **subjects: str) -> QuerySet[Any]:
        theirs = Q(duties__subject__in=list(subjects.values()), duties__on=on)
        found = Provision.objects.filter(pk=provision_id).annotate(
            standing=FilteredRelation("duties", condition=theirs)
        )
        return found.values_list("go_live_on", *(f"standing__{each.name}" for each in fields(Standing)), named=True)

    samples = {f"subject_{number}": f"sample {number}" for number in range(count)}
    return Prepared(standing, provision_id=-1, on=date(1901, 1, 1), **samples)
