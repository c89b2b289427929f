"""Support that is under way when a visitor comes: cases, figures of the main school, a concern, good news home.

Each thing is done with the product's own commands, at the time at which somebody would have done it. The pupil who
misses Mondays has no case, so that a visitor can go from the pattern to one.
"""

from __future__ import annotations

import random
from dataclasses import fields
from datetime import date, datetime, time, timedelta

from firstbell.domain.duties import DutyKind
from firstbell.domain.school_time import london_day, starts_at
from firstbell.duties.models import Duty
from firstbell.followup.commands import record_done
from firstbell.outbox.batches import release_many
from firstbell.people.commands import ContactFacts, Number, change_contact
from firstbell.people.models import Pupil
from firstbell.placements.commands import BaselineFacts, record_baseline
from firstbell.placements.models import Baseline, Placement
from firstbell.practice import cast
from firstbell.practice.agenda import Agenda
from firstbell.practice.characters import AT_RISK, TAXI, TEXTS, URDU
from firstbell.practice.history import AWAY_ILL, COMES, HALF, MOSTLY, Changed
from firstbell.practice.making import Made
from firstbell.practice.support_cases import Days, Mornings, Return
from firstbell.support.concerns.commands import raise_concern, write_entry
from firstbell.support.concerns.models import Concern, ConcernEntry
from firstbell.support.recognition.commands import give
from firstbell.support.recognition.home import draft_news
from firstbell.support.recognition.listing import list_recognitions
from firstbell.support.recognition.models import Recognition

DAY_OF_A_CONCERN = 1
RAISES, READS, HELPS, POINTS_TO_THE_PLAN = time(14, 25), time(14, 37), time(15, 4), time(10, 22)
LISTS, GIVES = timedelta(minutes=24), timedelta(minutes=21)
# Of so many pupils, one came without figures.
WITHOUT_FIGURES = 6
WEEKS_OF_FIGURES = 13
CAME_TO_SCHOOL = (0.22, 0.31, 0.38, 0.44, 0.49, 0.53, 0.58, 0.64, 0.71)
SOURCES = ("Attendance office, in the referral", "Head of year, by email", "Printout of their register")
A_CONCERN = "Came in a thin jumper on three cold mornings. She said her coat no longer fits and laughed it off."
WHAT_WAS_DONE = "Spoke with her and with her mother. All is well at home; a coat from our fund is on its way."


class Support:
    """The support of one provision, in the weeks before it went live, on the lived days, and on the visitor's own."""

    def __init__(self, made: Made, days: Days) -> None:
        self.made, self.days = made, days
        self.is_town = made.place.slug == cast.TOWN.slug
        self.mornings, self.coming_back = Mornings(made, TAXI, days), Return(made, URDU, days)
        self.cases = [self.mornings, self.coming_back] if self.is_town else []

    def habits(self) -> dict[int, Changed]:
        """Return how the pupils of these stories come, by the pupil's id."""
        if not self.is_town:
            return {}
        ill = Changed(Changed(COMES, AWAY_ILL, self.coming_back.away_from), COMES, self.days.back_on)
        better = Changed(HALF, MOSTLY, self.mornings.plan_starts_on)
        return {
            self.coming_back.pupil.pk: ill,
            self.mornings.pupil.pk: better,
            self.made.characters[AT_RISK].pupil_id: Changed(COMES, COMES, self.days.day),
        }

    def live_weeks_before(self, at: datetime) -> None:
        """Do what happened in the weeks before the provision went live. at: when it was made."""
        agenda, dice = Agenda(), random.Random(self.made.place.pupils)
        for number, placement in enumerate(self.made.placements):
            if number % WITHOUT_FIGURES != WITHOUT_FIGURES - 1:
                facts = _figures(placement, dice)
                arrived_at = max(at + timedelta(hours=2), starts_at(placement.starts_on, time(11)))
                agenda.put(
                    arrived_at + timedelta(minutes=number),
                    lambda at, placement=placement, facts=facts: record_baseline(
                        placement, facts, by=self.made.actor("attendance_lead"), at=at
                    ),
                )
        for case in self.cases:
            case.put_weeks_before(agenda)
        agenda.put(starts_at(self.days.before(18), time(15, 45)), self._take_an_email_address)
        agenda.live()

    def plan(self, on: date, number: int, agenda: Agenda) -> None:
        """Put one lived day's steps into the agenda. number: which of the lived days it is, from 0."""
        if not self.is_town:
            return
        for case in self.cases:
            case.put_lived(number, on, agenda)
        agenda.put(starts_at(on, POINTS_TO_THE_PLAN), self._point_to_the_plan)
        if number == DAY_OF_A_CONCERN:
            agenda.put(starts_at(on, RAISES), self._raise)
            agenda.put(starts_at(on, READS), lambda at: self._answer(ConcernEntry.Kind.READ, "Read.", at))
            agenda.put(starts_at(on, HELPS), lambda at: self._answer(ConcernEntry.Kind.ACTION, WHAT_WAS_DONE, at))

    def begin_the_day(self, bell: datetime) -> None:
        """Give one of last week's recognitions, with a note home; the others are left to the visitor."""
        provision_id, lead = self.made.provision.pk, self.made.actor("attendance_lead")
        list_recognitions(provision_id, bell - LISTS)
        theirs = Recognition.objects.filter(pupil=self.made.characters[AT_RISK].pupil_id, state="waiting")
        chosen = list(theirs.select_related("pupil__provision")[:1])
        if chosen:
            notes = draft_news(chosen, by=lead, at=bell - GIVES)
            give(chosen, by=lead, at=bell - GIVES)
            release_many(notes, by=lead, at=bell - GIVES)

    def _take_an_email_address(self, at: datetime) -> None:
        """One mother would like to be written to."""
        mother = self.made.characters[AT_RISK].pupil.contacts.order_by("priority")[0]
        numbers = tuple(Number(each.number, each.kind, each.note) for each in mother.numbers.all())
        known = {name: getattr(mother, name) for name in (each.name for each in fields(ContactFacts))}
        email = f"{mother.name.lower().replace(' ', '.')}@home.example"
        facts = ContactFacts(**known | {"email": email, "numbers": numbers})
        change_contact(mother, facts, by=self.made.actor("administrator"), at=at)

    def _point_to_the_plan(self, at: datetime) -> None:
        """What a return makes due was agreed before the pupil came back."""
        waiting = Duty.objects.filter(
            pupil=self.coming_back.pupil, kind=DutyKind.REINTEGRATION_PLAN, closed_at=None, opened_at__lt=at
        )
        for duty in waiting:
            record_done(duty, "Agreed with home before the first day back.", by=self.coming_back.head, at=at)

    def _raise(self, at: datetime) -> None:
        pupil = Pupil.objects.get(pk=self.made.characters[TEXTS].pupil_id)
        raise_concern(pupil, A_CONCERN, happened_on=london_day(at), by=self.made.actor("tutor"), at=at)

    def _answer(self, kind: ConcernEntry.Kind, words: str, at: datetime) -> None:
        concern = Concern.objects.filter(provision=self.made.provision).latest("pk")
        write_entry(concern, kind, words, by=self.made.actor("safeguarding_lead"), at=at)


def _figures(placement: Placement, dice: random.Random) -> BaselineFacts:
    """Return what the main school's register said of a pupil before the placement."""
    ends_on = placement.starts_on - timedelta(days=9)
    possible = 10 * WEEKS_OF_FIGURES - dice.randrange(0, 14)
    return BaselineFacts(
        moment=Baseline.Moment.BEFORE,
        attended=round(possible * dice.choice(CAME_TO_SCHOOL)),
        possible=possible,
        starts_on=ends_on - timedelta(weeks=WEEKS_OF_FIGURES),
        ends_on=ends_on,
        source=dice.choice(SOURCES),
    )
