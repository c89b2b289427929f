"""The support case of the pupil who misses Mondays: what stands in the way, who said what, the meeting to come."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from firstbell.accounts.models import Role
from firstbell.domain.school_time import london_day, starts_at
from firstbell.people.models import Pupil
from firstbell.practice.agenda import Agenda
from firstbell.practice.making import Made
from firstbell.support.cases.commands import Agreed, Looked, Said, add_entry, open_case, record_barrier
from firstbell.support.cases.models import SupportEntry
from firstbell.support.cases.queries import open_case_of
from firstbell.support.meetings import commands as meetings
from firstbell.support.meetings.askable import askable
from firstbell.support.meetings.commands import Details

Kind = SupportEntry.Kind
DAY_OF_OPENING, DAY_OF_TALKING, DAY_OF_ARRANGING = 1, 2, 3
OPENS, HEARS_PUPIL, HEARS_HOME, ARRANGES = time(14, 30), time(10, 50), time(13, 20), time(14, 10)


class Helping:
    """The support case of one pupil of one provision."""

    def __init__(self, made: Made, pupil_id: int) -> None:
        self.made, self.pupil_id = made, pupil_id
        self.lead = made.actor(Role.ATTENDANCE_LEAD)
        self.owner = next(user for user in made.people.values() if user.pk == self.lead.id)

    def plan(self, number: int, at: datetime, agenda: Agenda) -> None:
        """Put a day's steps into the agenda. number: which of the lived days it is; at: any time of that day."""
        on = london_day(at)
        if number == DAY_OF_OPENING:
            agenda.put(starts_at(on, OPENS), self._open)
        if number == DAY_OF_TALKING:
            agenda.put(starts_at(on, HEARS_PUPIL), self._hear_the_pupil)
            agenda.put(starts_at(on, HEARS_HOME), self._hear_home)
        if number == DAY_OF_ARRANGING:
            agenda.put(starts_at(on, ARRANGES), self._arrange)

    def _open(self, at: datetime) -> None:
        pupil, today = Pupil.objects.get(pk=self.pupil_id), london_day(at)
        case = open_case(
            pupil, why="Most Mondays are missed, hardly any other day", owner=self.owner, by=self.lead, at=at
        )
        looked = Looked(self.owner, today + timedelta(days=14), "On Mondays the early bus does not run.")
        first = Agreed("Ask the council about a taxi on Mondays", today + timedelta(days=2), self.owner)
        record_barrier(case, "transport", "Transport: getting here", looked, first=first, by=self.lead, at=at)

    def _hear_the_pupil(self, at: datetime) -> None:
        words = "If I come late everybody looks at me, so I stay at home. I would come if I could start at ten."
        self._hear(Kind.PUPIL, words, Pupil.objects.get(pk=self.pupil_id).first_name, at)

    def _hear_home(self, at: datetime) -> None:
        words = "Up and dressed on time every Monday. It is the bus, not a lack of wanting to."
        self._hear(Kind.FAMILY, words, "Mother, by phone", at)

    def _hear(self, kind: Kind, words: str, said_by: str, at: datetime) -> None:
        case = open_case_of(self.pupil_id)
        if case is not None:
            add_entry(case, Said(kind, words, london_day(at), said_by), by=self.lead, at=at)

    def _arrange(self, at: datetime) -> None:
        case = open_case_of(self.pupil_id)
        if case is None:
            return
        today = london_day(at)
        details = Details("Mondays", today + timedelta(days=7), time(14), time(14, 45), place=self.made.site.name)
        asked = [each for each in askable(case.pupil, case, today) if each.kind in ("parent", "school", "pupil")]
        meeting = meetings.arrange(case, details, asked, by=self.lead, at=at)
        if any(each.email for each in asked):
            meetings.invite(meeting, by=self.lead, at=at)
