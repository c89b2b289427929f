"""A main school's own terms and closed days: kept, copied from ours, shown, and read as a calendar."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from firstbell.placements import commands, queries
from firstbell.placements.models import SchoolTerm
from firstbell.provisions.commands import TermFacts, TermsOverlap
from firstbell.provisions.history import history
from firstbell.provisions.models import ClosedDay, Term
from tests.builders import a_commissioner, a_member, a_provision, a_site, day, london, staff

pytestmark = pytest.mark.django_db
AT = london("2026-05-01 09:00")
SUMMER = TermFacts("Summer term", day("2026-04-13"), day("2026-07-21"), day("2026-05-25"), day("2026-05-29"))
INSET = commands.SchoolClosureFacts("Staff training", day("2026-06-01"), day("2026-06-01"))


@pytest.fixture
def provision():
    return a_provision()


@pytest.fixture
def lead(provision):
    return staff(provision)


@pytest.fixture
def school(provision):
    return a_commissioner(provision, name="Ashmere High")


@pytest.fixture
def with_summer(lead, school):
    commands.add_school_term(school, SUMMER, by=lead.actor, at=AT)
    return school


def calendar_of(school):
    school.refresh_from_db()
    return queries.school_calendar(school.pk, school.calendar_changed_at)


class TestTheCalendar:
    def test_is_unknown_until_a_term_is_given(self, school):
        assert calendar_of(school) is None

    def test_is_the_terms_without_break_bank_holidays_and_closed_days(self, lead, with_summer):
        commands.add_school_closure(with_summer, INSET, by=lead.actor, at=AT)
        closed = ["2026-05-04", "2026-05-25", "2026-05-29", "2026-06-01", "2026-06-06", "2026-07-22"]
        assert [on for on in closed if calendar_of(with_summer).is_school_day(day(on))] == []
        assert calendar_of(with_summer).add_school_days(day("2026-05-22"), 5) == date(2026, 6, 8)

    def test_is_read_once_for_each_state_of_it(self, lead, with_summer, django_assert_num_queries):
        calendar_of(with_summer)
        with django_assert_num_queries(0):
            queries.school_calendar(with_summer.pk, with_summer.calendar_changed_at)

    def test_is_another_after_a_second_change_in_the_same_instant(self, lead, with_summer):
        before = calendar_of(with_summer)
        commands.add_school_closure(with_summer, INSET, by=lead.actor, at=AT)
        assert calendar_of(with_summer) != before

    def test_is_unknown_again_once_its_last_term_is_taken_back(self, lead, with_summer):
        assert calendar_of(with_summer)
        commands.remove_school_term(with_summer.school_terms.get(), by=lead.actor, at=AT)
        assert calendar_of(with_summer) is None


class TestATerm:
    def test_holds_no_day_of_another(self, lead, with_summer):
        late = TermFacts("Late term", day("2026-07-20"), day("2026-08-20"))
        with pytest.raises(TermsOverlap, match="Summer term already runs from 13 April 2026"):
            commands.add_school_term(with_summer, late, by=lead.actor, at=AT)

    def test_of_another_school_may_hold_the_same_days(self, lead, with_summer):
        other = a_commissioner(with_summer.provision)
        commands.add_school_term(other, SUMMER, by=lead.actor, at=AT)
        assert other.school_terms.count() == 1

    def test_that_changes_says_in_the_schools_history_what_was_there_before(self, lead, with_summer):
        later = TermFacts("Summer term", day("2026-04-13"), day("2026-07-22"))
        commands.change_school_term(with_summer.school_terms.get(), later, by=lead.actor, at=AT)
        told = history(f"commissioner:{with_summer.pk}", lead.provision_id)[0]
        assert "Ends: 22 July 2026, before it was 21 July 2026" in told.details

    def test_saved_as_it_was_changes_nothing(self, lead, with_summer):
        before = history(f"commissioner:{with_summer.pk}", lead.provision_id)
        commands.change_school_term(with_summer.school_terms.get(), SUMMER, by=lead.actor, at=AT)
        assert history(f"commissioner:{with_summer.pk}", lead.provision_id) == before


class TestTheSameAsOurs:
    def test_takes_our_terms_and_what_closes_all_our_sites(self, lead, school):
        site = a_site(school.provision)
        for name, kind, where in (
            ("Election", ClosedDay.Kind.CLOSURE, None),
            ("Open on the holiday", ClosedDay.Kind.OPEN, None),
            ("Boiler", ClosedDay.Kind.CLOSURE, site),
        ):
            ClosedDay.objects.create(
                provision=school.provision, kind=kind, site=where, name=name,
                starts_on=day("2026-05-07"), ends_on=day("2026-05-07"),
            )  # fmt: skip
        assert commands.copy_from_provision(school, by=lead.actor, at=AT) == 3
        days = queries.school_days(school)
        assert [row.name for row in days.terms] == ["Year 2024", "Year 2025", "Year 2026"]
        assert [row.name for row in days.closures] == ["Election"]

    def test_leaves_the_terms_that_the_school_has(self, lead, with_summer):
        commands.copy_from_provision(with_summer, by=lead.actor, at=AT)
        names = [row.name for row in queries.school_days(with_summer).terms]
        assert names == ["Year 2024", "Summer term", "Year 2026"]

    def test_says_where_there_is_nothing_to_copy(self, lead, school):
        Term.objects.all().delete()
        with pytest.raises(commands.NothingToCopy, match="no term that Ashmere High does not have"):
            commands.copy_from_provision(school, by=lead.actor, at=AT)


class TestThePage:
    @pytest.fixture
    def office(self, client, school, clock_runs_from):
        clock_runs_from("2026-05-01 09:00")
        user = a_member(school.provision, "attendance_lead")
        client.force_login(user, backend="firstbell.accounts.backend.StaffBackend")
        return client

    def test_takes_a_term_and_a_closed_day_and_shows_them(self, office, school):
        office.post(
            reverse("placements:add_school_term", args=[school.pk]),
            {"name": "Summer term", "starts_on": "2026-04-13", "ends_on": "2026-07-21"},
        )
        office.post(
            reverse("placements:add_school_closure", args=[school.pk]), {"name": "Training", "starts_on": "2026-06-01"}
        )
        page = office.get(reverse("placements:school_days", args=[school.pk])).content.decode()
        assert "Summer term" in page
        assert "Mon 1 Jun 2026" in page
        assert (
            "Known until 21 July 2026"
            in office.get(reverse("placements:commissioner", args=[school.pk])).content.decode()
        )

    def test_changes_a_term_and_takes_back_what_was_wrong(self, office, lead, with_summer):
        term = with_summer.school_terms.get()
        closure = commands.add_school_closure(with_summer, INSET, by=lead.actor, at=AT)
        named = {"name": "Trinity term", "starts_on": "2026-04-13", "ends_on": "2026-07-21"}
        office.post(reverse("placements:change_school_term", args=[term.pk]), named)
        office.post(reverse("placements:remove_school_closure", args=[closure.pk]))
        days = queries.school_days(with_summer)
        assert ([row.name for row in days.terms], days.closures) == (["Trinity term"], ())
        office.post(reverse("placements:remove_school_term", args=[term.pk]))
        assert queries.school_days(with_summer).terms == ()

    def test_says_what_is_wrong_with_a_term(self, office, with_summer):
        sent = {"name": "Again", "starts_on": "2026-05-01", "ends_on": "2026-05-20"}
        answer = office.post(reverse("placements:add_school_term", args=[with_summer.pk]), sent)
        assert answer.status_code == 422
        assert "Summer term already runs" in answer.content.decode()

    def test_copies_ours_and_says_when_there_was_nothing_to_copy(self, office, school):
        address = reverse("placements:copy_school_days", args=[school.pk])
        assert "3 terms of our own calendar" in office.post(address, follow=True).content.decode()
        assert "Nothing was copied" in office.post(address, follow=True).content.decode()

    def test_says_that_the_last_term_is_over(self, office, lead, school):
        spring = TermFacts("Spring term", day("2026-01-05"), day("2026-03-27"))
        commands.add_school_term(school, spring, by=lead.actor, at=AT)
        page = office.get(reverse("placements:school_days", args=[school.pk])).content.decode()
        assert "The last term ended on 27 March 2026" in page

    def test_of_an_archived_school_is_read_and_not_changed(self, office, lead, with_summer):
        term = with_summer.school_terms.get()
        commands.archive_commissioner(with_summer, reason="Closed", today=day("2026-05-01"), by=lead.actor, at=AT)
        page = office.get(reverse("placements:school_days", args=[with_summer.pk])).content.decode()
        assert "Its calendar can be read and not changed" in page
        assert reverse("placements:add_school_term", args=[with_summer.pk]) not in page
        for route, key in (
            ("copy_school_days", with_summer.pk),
            ("add_school_term", with_summer.pk),
            ("add_school_closure", with_summer.pk),
            ("change_school_term", term.pk),
            ("remove_school_term", term.pk),
        ):
            assert office.post(reverse(f"placements:{route}", args=[key])).status_code == 404

    @pytest.mark.parametrize("role", ["attendance_lead", "administrator"])
    def test_of_another_provisions_school_is_not_there(self, client, lead, with_summer, role):
        term = with_summer.school_terms.get()
        stranger = a_member(a_provision(), role)
        client.force_login(stranger, backend="firstbell.accounts.backend.StaffBackend")
        assert client.get(reverse("placements:school_days", args=[with_summer.pk])).status_code == 404
        for route, key in (("copy_school_days", with_summer.pk), ("remove_school_term", term.pk)):
            assert client.post(reverse(f"placements:{route}", args=[key])).status_code == 404
        assert SchoolTerm.objects.count() == 1
