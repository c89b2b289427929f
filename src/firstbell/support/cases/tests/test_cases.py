"""One case for a pupil at a time, with what stands in the way, what people said and what is done (AL-2, AL-12)."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from firstbell.domain.duties import DutyKind
from firstbell.duties.models import Duty
from firstbell.support.cases import commands, queries
from firstbell.support.cases.commands import Agreed, Looked, Said
from firstbell.support.cases.due import due_in
from firstbell.support.cases.timeline import timeline_of
from firstbell.support.choices.commands import OnTheList, add_choice, take_off
from firstbell.support.choices.queries import choices, words_of
from firstbell.support.models import Case, SupportEntry
from tests import builders
from tests.support.times import london

pytestmark = pytest.mark.django_db
AT = london("2026-11-23 15:00")
LATER = london("2026-11-30 15:00")
TODAY = date(2026, 11, 23)
MOST_STATEMENTS = 12


@pytest.fixture
def pupil():
    return builders.a_pupil("Maya Okoro")


@pytest.fixture
def nell(pupil):
    return builders.a_member(pupil.provision, "attendance_lead", name="Nell Fox")


@pytest.fixture
def by(pupil, nell):
    return builders.staff(pupil.provision, user=nell).actor


@pytest.fixture
def case(pupil, by):
    return commands.open_case(pupil, why="Mondays are missed", by=by, at=AT)


class TestOneCaseForAPupil:
    def test_opening_it_twice_is_opening_it_once(self, case, by):
        again = commands.open_case(case.pupil, why="Still missed", by=by, at=AT)
        assert again == case and Case.objects.get().why == "Mondays are missed"

    def test_closes_with_what_it_came_to_and_can_be_opened_again(self, case, by):
        commands.close_case(case, outcome="Comes every day since the taxi changed", by=by, at=LATER)
        commands.reopen_case(case, why="The taxi stopped", by=by, at=LATER)
        assert case.is_open and case.outcome == ""
        kinds = list(case.entries.values_list("kind", flat=True))
        assert kinds == ["opened", "closed", "reopened"]

    def test_is_not_opened_again_beside_another(self, case, by):
        commands.close_case(case, outcome="Better", by=by, at=LATER)
        commands.open_case(case.pupil, why="Fridays now", by=by, at=LATER)
        with pytest.raises(commands.course.AnotherIsOpen):
            commands.reopen_case(case, why="Mondays again", by=by, at=LATER)

    def test_names_what_is_left_before_it_closes(self, case, by, nell):
        commands.record_barrier(case, "sleep", "Sleep", Looked(nell, None), by=by, at=AT, first=Agreed("Ring", None))
        assert queries.left_to_do(case) == ["Not done: Ring", "Still in the way: Sleep"]

    def test_takes_no_more_words_once_it_is_closed(self, case, by):
        commands.close_case(case, outcome="Better", by=by, at=LATER)
        with pytest.raises(commands.CaseClosed):
            commands.add_entry(case, Said("note", "One more thing", TODAY), by=by, at=LATER)


class TestWhatPeopleSaid:
    def test_stays_as_it_was_said(self, case, by):
        entry = commands.add_entry(case, Said("pupil", "The bus is full by my stop", TODAY, "Maya"), by=by, at=AT)
        with pytest.raises(IntegrityError), transaction.atomic():
            SupportEntry.objects.filter(pk=entry.pk).update(words="Something else")


class TestWhatStandsInTheWay:
    def recorded(self, case, by, nell, **more):
        looked = Looked(nell, date(2026, 12, 7))
        return commands.record_barrier(case, "transport", "Transport", looked, by=by, at=AT, **more)

    def test_has_somebody_who_looks_after_it_a_day_and_a_first_action(self, case, by, nell):
        self.recorded(case, by, nell, first=Agreed("Ask the taxi firm", date(2026, 11, 27), nell))
        assert [(due.on.day, due.who) for due in due_in([case.pk])[case.pk]] == [(27, "Nell Fox"), (7, "Nell Fox")]

    def test_is_recorded_once_while_it_stands(self, case, by, nell):
        barrier = self.recorded(case, by, nell)
        with pytest.raises(commands.barriers.StandsAlready):
            self.recorded(case, by, nell)
        commands.end_barrier(barrier, "A taxi from Monday", by=by, at=LATER)
        assert self.recorded(case, by, nell).pk != barrier.pk

    def test_with_somebody_who_helps_meets_what_an_extended_absence_made_due(self, case, by, nell):
        duties = [self.a_duty(case, fact) for fact in ("absent-days-in-a-row", "attendance-below")]
        self.recorded(case, by, nell)
        for duty in duties:
            duty.refresh_from_db()
        assert [duty.state for duty in duties] == [Duty.State.MET, Duty.State.OPEN]

    def a_duty(self, case, fact: str) -> Duty:
        return Duty.objects.create(
            provision=case.provision, rule=fact, kind=DutyKind.SUPPORT_PLAN, fact=fact,
            subject=f"pupil:{case.pupil_id}", pupil=case.pupil, on=TODAY, owner_role="head", met_by="done",
            sentence="Agree what stands in the way", opened_at=AT, due_at=LATER,
        )  # fmt: skip


class TestAnAction:
    def test_ends_once_with_who_said_so(self, case, by, nell):
        action = commands.agree_action(case, Agreed("Ring the firm", TODAY, nell), by=by, at=AT)
        assert commands.end_action(action, outcome="A seat is kept", by=by, at=AT)
        assert not commands.end_action(action, outcome="Again", by=by, at=LATER)
        action.refresh_from_db()
        assert action.outcome == "A seat is kept" and action.done_by == "Nell Fox"

    def test_may_be_somebodys_from_outside(self, case, by):
        action = commands.agree_action(case, Agreed("Ask the nurse", None, None, "Dana Fell"), by=by, at=AT)
        assert action.owner_name == "Dana Fell"


class TestTheTimeline:
    def test_has_the_newest_first_and_keeps_one_kind_where_asked(self, case, by):
        commands.add_entry(case, Said("family", "He does not sleep", TODAY, "Mum"), by=by, at=LATER)
        assert [event.kind for event in timeline_of(case).events] == ["case", "case"]
        assert timeline_of(case).events[0].what == "The family’s view: Mum"
        assert timeline_of(case, "home").events == ()

    def test_reads_as_often_however_much_happened(self, case, by, django_assert_num_queries):
        for number in range(5):
            commands.add_entry(case, Said("note", f"Note {number}", TODAY), by=by, at=AT)
        with django_assert_num_queries(15):
            timeline_of(case)


class TestTheListOfCases:
    def test_reads_as_often_for_one_case_as_for_five(self, case, by, nell):
        def read() -> int:
            with CaptureQueriesContext(connection) as statements:
                queries.case_list(Case.objects.select_related("pupil", "owner"), AT)
            return len(statements)

        one = read()
        for name in ("Ann Lee", "Bo Ray", "Cal Fry", "Dee Orr"):
            other = builders.a_pupil(name, provision=case.provision)
            its = commands.open_case(other, why="Fridays", by=by, at=AT, owner=nell)
            commands.record_barrier(its, "sleep", "Sleep", Looked(nell, TODAY), by=by, at=AT)
        assert read() == one <= MOST_STATEMENTS

    def test_has_what_is_due_soonest_first(self, case, by, nell):
        other = commands.open_case(builders.a_pupil(provision=case.provision), why="Fridays", by=by, at=AT)
        commands.agree_action(other, Agreed("Ring home", date(2026, 11, 20), nell), by=by, at=AT)
        rows = queries.case_list(Case.objects.select_related("pupil", "owner"), AT)
        assert [row.case for row in rows] == [other, case] and rows[0].overdue == 1


class TestTheListOfBarriers:
    def test_takes_a_provisions_own_words_and_keeps_them_once_they_are_off(self, pupil, by):
        own = add_choice(pupil.provision_id, "barrier", "Mud on the path", by=by, at=AT)
        assert choices(pupil.provision_id, "barrier")[-1].words == "Mud on the path"
        with pytest.raises(OnTheList):
            add_choice(pupil.provision_id, "barrier", "mud on the PATH", by=by, at=AT)
        take_off(own, by=by, at=AT)
        assert own.key not in {each.key for each in choices(pupil.provision_id, "barrier")}
        assert words_of(pupil.provision_id, "barrier")[own.key] == "Mud on the path"
