"""The one pupil whom nobody has found: what the safeguarding lead and the head do about it, day by day."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from firstbell.domain.school_time import london_day, starts_at
from firstbell.followup.missing.commands import Said, add_entry, draft_to_council, keep_council_contact, send_to_council
from firstbell.followup.missing.models import CaseEntry, MissingCase
from firstbell.practice.agenda import Agenda
from firstbell.practice.making import Made

Kind = CaseEntry.Kind
# Wall time, step, words, whom, whether nothing is left to do of the step; for each day from the one it was opened on.
STEPS: tuple[tuple[tuple[str, Kind, str, str, bool], ...], ...] = (
    (
        ("15:06", Kind.REVIEW, "Read the file with the head. No earlier episode; last seen on the bus home.", "", True),
        ("15:14", Kind.CONTACTS, "Every number rung, and a text to the father. Nobody answers.", "", True),
        ("15:22", Kind.SCHOOL, "Not seen there either. They will ask his form.", "Attendance office", True),
    ),
    (
        ("09:40", Kind.VISIT, "Their welfare officer goes at noon.", "Attendance office", True),
        ("13:05", Kind.NOTE, "Nobody at home; a neighbour saw the family leave on Monday.", "Welfare officer", False),
    ),
    (("10:30", Kind.SIBLINGS, "A sister in year 6 at another school is not there either.", "School office", True),),
    (("11:15", Kind.NOTE, "The officer at the council asks the housing office.", "Ms Adair", False),),
)  # fmt: skip
SENDS = time(15, 40)


def keep_the_council(made: Made, at: datetime) -> None:
    """Keep whom the council has for children missing education."""
    keep_council_contact(
        made.provision.pk,
        name="Ambleshire Council, children missing education",
        email="cme@ambleshirecouncil.example",
        phone="+441632960350",
        by=made.actor("administrator"),
        at=at,
    )


class Searching:
    """The case of one provision."""

    def __init__(self, made: Made, lost: int) -> None:
        self.made, self.lost = made, lost
        self.safeguarding = made.actor("safeguarding_lead")

    def plan(self, day: int, at: datetime, agenda: Agenda) -> None:
        """Put a day's steps into the agenda. day: from 0, the one on which the case opens; at: any time of that day."""
        on = london_day(at)
        for wall_time, *step in STEPS[day] if day < len(STEPS) else ():
            agenda.put(starts_at(on, time.fromisoformat(wall_time)), lambda at, step=tuple(step): self._do(*step, at))
        if day == 0:
            agenda.put(starts_at(on, SENDS), self._tell_the_council)

    def _do(self, kind: Kind, words: str, spoke_to: str, settles: bool, at: datetime) -> None:
        case = self._case()
        if case is not None:
            said = Said(kind, words, at - timedelta(minutes=2), spoke_to, settles)
            add_entry(case, said, by=self.safeguarding, at=at)

    def _tell_the_council(self, at: datetime) -> None:
        case = self._case()
        if case is not None:
            draft_to_council(case, by=self.safeguarding, at=at)
            send_to_council(case, by=self.safeguarding, at=at + timedelta(minutes=4))

    def _case(self) -> MissingCase | None:
        """Return the case that the worker opened; none on a day on which the pupil was not expected."""
        return MissingCase.objects.filter(pupil=self.lost, closed_at=None).first()
