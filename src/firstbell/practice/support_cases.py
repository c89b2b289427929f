"""The support cases of the demonstration: who opened them, what was said, planned and agreed, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from firstbell.accounts.models import User
from firstbell.domain.returning import Stage
from firstbell.domain.school_time import SchoolCalendar, Span, monday_of, starts_at
from firstbell.domain.targets import TargetKind
from firstbell.journal import Actor
from firstbell.placements.models import Placement
from firstbell.practice.agenda import Act, Agenda
from firstbell.practice.making import Made
from firstbell.support.cases import commands as cases
from firstbell.support.cases.models import Case, SupportEntry
from firstbell.support.choices.queries import words_of
from firstbell.support.meetings import commands as meetings
from firstbell.support.meetings.askable import Askable, askable
from firstbell.support.meetings.models import Invitee
from firstbell.support.plans import commands as plans
from firstbell.support.plans.models import AgencyReferral, PlanAgreement
from firstbell.support.reintegration.commands import ReturnFacts, check_in, plan_return

Kind = SupportEntry.Kind
Party, How = PlanAgreement.Party, PlanAgreement.How
MORNINGS = frozenset(f"{weekday}-AM" for weekday in range(1, 6))
LONGEST_FIRST_STAGE = timedelta(days=35)


@dataclass(frozen=True)
class Days:
    """The school days of the demonstration: brought in, lived, and the visitor's own, in its calendar."""

    earlier: list[date]
    lived: list[date]
    day: date
    calendar: SchoolCalendar

    def before(self, count: int) -> date:
        """Return the school day so many before the first lived one; the first of all where there are fewer."""
        return self.earlier[max(0, len(self.earlier) - count)]

    def ahead(self, count: int) -> date:
        """Return the school day so many after the visitor's."""
        return self.calendar.add_school_days(self.day, count)

    @property
    def back_on(self) -> date:
        """The first lived day from which a first stage up to this week's end is short; after a holiday, the last."""
        days = [on for on in (*self.lived, self.day) if self.ends_week - on < LONGEST_FIRST_STAGE]
        return days[0]

    def two_weeks_from(self, monday: date) -> date:
        """Return the Sunday of the second school week from a Monday on; holidays between do not count."""
        weeks = self.calendar.school_weeks(Span(monday, monday + LONGEST_FIRST_STAGE))[:2]
        return (weeks[-1] if weeks else monday) + timedelta(days=6)

    def last_in(self, starts_on: date, ends_on: date) -> date:
        """Return the last school day of these days; the very last where none is one."""
        return max(self.calendar.school_days(Span(starts_on, ends_on)), default=ends_on)

    @property
    def ends_week(self) -> date:
        """The Sunday of the visitor's week."""
        return monday_of(self.day) + timedelta(days=6)


class _Story:
    """One pupil's case in the hands of the staff of a provision."""

    def __init__(self, made: Made, number: int, days: Days) -> None:
        self.made, self.days = made, days
        self.placement: Placement = made.characters[number]
        self.pupil = self.placement.pupil
        self.lead, self.head = made.actor("attendance_lead"), made.actor("head")
        self.tutor = made.tutor_of(self.placement.slots.first().group.name)
        self.home = self.pupil.contacts.exclude(safety="never").first()
        self.case: Case

    def user(self, actor: Actor) -> User:
        return next(user for user in self.made.people.values() if user.pk == actor.id)

    def open(self, why: str, at: datetime) -> None:
        self.case = cases.open_case(self.pupil, why=why, by=self.lead, at=at, owner=self.user(self.lead))

    def find(self, key: str, note: str, actor: Actor, first: cases.Agreed, at: datetime) -> None:
        """Record what stands in the way, with what is done first."""
        words = words_of(self.made.provision.pk, "barrier")[key]
        looked = cases.Looked(self.user(actor), self.days.ahead(5), note)
        cases.record_barrier(self.case, key, words, looked, by=self.lead, at=at, first=first)

    def hear(self, kind: Kind, words: str, said_by: str, at: datetime) -> None:
        cases.add_entry(self.case, cases.Said(kind, words, at.date(), said_by), by=self.lead, at=at)


class Mornings(_Story):
    """A pupil for whom mornings are hard: a plan of some weeks ago, whose review is due this week."""

    def __init__(self, made: Made, number: int, days: Days) -> None:
        super().__init__(made, number, days)
        self.plan_starts_on, self.review_on = days.before(11), days.ahead(2)

    def put_weeks_before(self, agenda: Agenda) -> None:
        """Put what happened before the provision went live into the agenda."""
        for count, wall_time, act in (
            (21, time(14, 20), self._begin),
            (20, time(13, 40), self._hear_everybody),
            (19, time(11, 10), self._arrange_the_first),
            (13, time(14, 50), self._hold),
            (12, time(15, 25), self._plan),
            (7, time(11, 30), self._ask_an_agency),
        ):
            agenda.put(starts_at(self.days.before(count), wall_time), act)

    def put_lived(self, number: int, on: date, agenda: Agenda) -> None:
        if number == 1:
            agenda.put(starts_at(on, time(15, 6)), self._arrange_the_review)

    def _begin(self, at: datetime) -> None:
        self.open("Away about every second session; mornings are hard", at)
        first = cases.Agreed("Ask the taxi firm for a later pick-up", self.days.before(15), self.user(self.lead))
        self.find("sleep", "Sleeps badly, and the taxi comes before he is ready.", self.lead, first, at)
        first = cases.Agreed("Show him round the joinery class", self.days.ahead(4), self.user(self.tutor))
        self.find("friendships", "Knows hardly anybody in his group yet.", self.tutor, first, at)

    def _hear_everybody(self, at: datetime) -> None:
        self.hear(
            Kind.PUPIL,
            "Mornings are the hard bit. Once I am in the workshop it is fine. It would help if somebody I know was at "
            "the door.",
            self.pupil.name,
            at,
        )
        self.hear(
            Kind.FAMILY,
            "He wants to come. On a bad night he is asleep at four, and then it is a rush for the taxi.",
            f"{self.home.name}, {self.home.relationship.lower()}",
            at + timedelta(minutes=25),
        )
        self.hear(
            Kind.SCHOOL,
            "He did well in technology with us. We can keep a Friday lesson open for him.",
            f"Head of year, {self.placement.tells.name}",
            at + timedelta(minutes=50),
        )

    def _arrange_the_first(self, at: datetime) -> None:
        meetings.add_professional(
            self.case,
            name="Morwenna Vale",
            organisation="Social worker, Ambleshire Council",
            email="m.vale@ambleshirecouncil.example",
            by=self.lead,
            at=at,
        )
        details = meetings.Details(
            "How mornings can be easier", self.days.before(13), time(14), time(14, 45), place=self.made.site.name,
            agenda="What helps on a good morning; the taxi; the door; who does what",
        )  # fmt: skip
        self.meeting = meetings.arrange(self.case, details, self._whom(at), by=self.lead, at=at)
        # Before the provision wrote emails with Firstbell it gave out letters.
        for invitee in self.meeting.invitees.exclude(kind=Invitee.Kind.PUPIL):
            meetings.gave_letter(invitee, by=self.lead, at=at + timedelta(minutes=20))

    def _hold(self, at: datetime) -> None:
        apologies = {Invitee.Kind.SCHOOL: Invitee.Came.APOLOGIES}
        came = {each.pk: apologies.get(each.kind, Invitee.Came.CAME) for each in self.meeting.invitees.all()}
        meetings.hold(self.meeting, came, by=self.lead, at=at)
        done = self.case.actions.order_by("pk")[0]
        cases.end_action(done, outcome="Picked up at 08:25 from now on.", by=self.lead, at=at + timedelta(minutes=4))
        meetings.write_minutes(
            self.meeting,
            f"{self.pupil.first_name} said what a good morning is like: no rush, and somebody he knows at the door.\n\n"
            f"{self.home.name} will wake him at seven, without his phone in the room at night. The taxi comes later. "
            f"{self.tutor.name} meets him at the door each day.\n\n"
            "Everybody agreed to look at it again after four weeks.",
            by=self.lead,
            at=at + timedelta(minutes=40),
        )
        for words, due_on, actor in (
            ("Ask the main school for the Friday technology lesson", self.days.lived[-2], self.lead),
            ("Tell the group’s staff how a good morning begins", self.days.before(10), self.tutor),
        ):
            agreed = cases.Agreed(words, due_on, self.user(actor))
            action = cases.agree_action(
                self.case, agreed, by=self.lead, at=at + timedelta(minutes=42), meeting=self.meeting
            )
        cases.end_action(action, outcome="Told at the morning meeting.", by=self.tutor, at=at + timedelta(hours=1))

    def _plan(self, at: datetime) -> None:
        begins, until = self.plan_starts_on, self.review_on
        draft = plans.PlanDraft(
            f"{self.pupil.first_name} comes in calm and on time, and finds somebody he knows at the door",
            begins,
            until,
            targets=(
                plans.TargetDraft(TargetKind.ATTENDANCE, begins, until, amount=80, owner=self.lead.name),
                plans.TargetDraft(TargetKind.ON_TIME, begins, until, amount=75, owner=self.tutor.name),
            ),
            strategies=(
                plans.StrategyDraft("named-person", self.tutor.name, begins, note="At the door at nine, every day"),
                plans.StrategyDraft("breakfast", "The kitchen group", begins),
            ),
        )
        plan = plans.draw_plan(self.case, draft, by=self.lead, at=at)
        for party, name, how in (
            (Party.PUPIL, self.pupil.name, How.IN_PERSON),
            (Party.PARENT, self.home.name, How.PHONE),
            (Party.PROVISION, self.head.name, How.SIGNED),
        ):
            plans.agree(plan, plans.Agreed(party, name, how, at.date()), by=self.lead, at=at + timedelta(minutes=15))

    def _ask_an_agency(self, at: datetime) -> None:
        said = plans.Referred(
            "virtual-school",
            "A tutor for maths at home, so that he does not fall behind on bad mornings.",
            AgencyReferral.Consent.PARENT,
            at.date(),
            self.lead.name,
            consent_by="Morwenna Vale, for the council that has parental responsibility",
            contact="Duty desk of the virtual school, Ambleshire Council",
        )
        plans.refer(self.case, said, by=self.lead, at=at)

    def _arrange_the_review(self, at: datetime) -> None:
        details = meetings.Details(
            "Review of the support plan", self.review_on, time(14), time(14, 40), place=self.made.site.name,
            agenda="What the register shows; how he and home see it; what stays, what changes",
        )  # fmt: skip
        meeting = meetings.arrange(self.case, details, self._whom(at), by=self.lead, at=at)
        meetings.invite(meeting, by=self.lead, at=at + timedelta(minutes=2))
        for invitee in meeting.invitees.filter(kind=Invitee.Kind.PARENT, email=""):
            meetings.gave_letter(invitee, by=self.lead, at=at + timedelta(minutes=6))

    def _whom(self, at: datetime) -> list[Askable]:
        """The pupil, home, school, the social worker, and two of us."""
        ours = {self.lead.id, self.tutor.id}
        people = askable(self.pupil, self.case, at.date())
        return [each for each in people if each.kind != Invitee.Kind.STAFF or each.user_id in ours]


class Return(_Story):
    """A pupil who was unwell for weeks and comes back by stages; the first one runs."""

    def __init__(self, made: Made, number: int, days: Days) -> None:
        super().__init__(made, number, days)
        self.away_from = days.before(19)

    def put_weeks_before(self, agenda: Agenda) -> None:
        acts: tuple[tuple[int, time, Act], ...] = (
            (12, time(14, 5), self._begin),
            (5, time(11, 45), self._hear_them),
            (3, time(15, 15), self._plan),
        )
        for count, wall_time, act in acts:
            agenda.put(starts_at(self.days.before(count), wall_time), act)

    def put_lived(self, number: int, on: date, agenda: Agenda) -> None:
        if on == self.days.lived[-1] and self.days.back_on < on:
            agenda.put(starts_at(on, time(14, 32)), self._check_in)

    def _begin(self, at: datetime) -> None:
        self.open("Unwell for more than a week; the family expects some weeks more", at)
        first = cases.Agreed("Take work and a card home once a week", self.days.before(2), self.user(self.tutor))
        self.find("health", "Unwell for weeks; the family’s doctor is in touch.", self.lead, first, at)

    def _hear_them(self, at: datetime) -> None:
        words = "I am still tired by dinner time. I would like to start with mornings and see my friends first."
        self.hear(Kind.PUPIL, words, self.pupil.name, at)
        words = "The doctor says a few hours a day to begin with. We are all looking forward to it."
        self.hear(Kind.FAMILY, words, f"{self.home.name}, {self.home.relationship.lower()}", at + timedelta(minutes=12))
        done = self.case.actions.get()
        cases.end_action(
            done, outcome="Taken home, with a card from the whole group.", by=self.tutor, at=at + timedelta(hours=1)
        )

    def _plan(self, at: datetime) -> None:
        begins, ends = self.days.back_on, self.days.ends_week
        stages = []
        for more in (frozenset[str](), {"2-PM", "4-PM"}, {"1-PM", "2-PM", "3-PM", "4-PM"}):
            stages.append(Stage(begins, ends, self.days.last_in(begins, ends), MORNINGS | more))
            begins = ends + timedelta(days=1)
            ends = self.days.two_weeks_from(begins)
        facts = ReturnFacts(
            "Back after some weeks of illness, with less strength than before",
            f"{self.home.name}, {self.home.relationship.lower()}",
            at.date(),
            self.user(self.tutor),
            "Would like to sit beside Tamsin. Quiet start, no fuss.",
        )
        self.plan = plan_return(self.case, self.placement, facts, stages, by=self.head, at=at)

    def _check_in(self, at: datetime) -> None:
        words = "Came in smiling every day so far. Tired by noon, and glad to have stayed till then."
        check_in(self.plan, on=at.date(), note=words, by=self.tutor, at=at)
