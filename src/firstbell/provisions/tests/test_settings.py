"""The settings: the provision, its sites, its calendar and its policy, and the steps of setting up."""

from __future__ import annotations

import pytest

from firstbell.people.tests.pages import signed_in, text
from firstbell.policy import preset_text
from firstbell.provisions.history import history
from firstbell.provisions.models import ClosedDay, PolicyVersion, SessionTime, Site, Term
from firstbell.provisions.queries import calendar, policy_on, session_clock
from tests.builders import a_provision, a_pupil, a_site, day

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = day("2026-11-23"), day("2026-11-24")


@pytest.fixture(autouse=True)
def monday_morning(clock_stands_at):
    clock_stands_at("2026-11-23 08:31")


@pytest.fixture
def provision():
    return a_provision()


@pytest.fixture
def head(provision):
    return signed_in(provision, "head")


class TestSettingUp:
    def test_shows_the_next_step_and_what_is_done(self, provision):
        page = text(signed_in(provision, "administrator").get("/provision/"))
        assert "Set up: 2 of " in page
        assert '<li class="is-next"><h3>Name your provision and sites</h3>' in page

    def test_counts_pupils_for_the_administrator_and_names_none(self, provision):
        a_pupil("Kacey Holt", provision=provision)
        page = text(signed_in(provision, "administrator").get("/provision/"))
        assert "1 pupil." in page and "Kacey" not in page

    def test_is_read_and_not_changed_by_the_attendance_lead(self, provision):
        lead = signed_in(provision)
        assert lead.get("/provision/").status_code == 200
        assert lead.get("/provision/change/").status_code == 403


class TestASite:
    def test_is_added_and_then_asks_for_its_times(self, head):
        response = head.post("/provision/sites/add/", {"name": "High Street"})
        assert response["Location"] == f"/provision/sites/{Site.objects.get().pk}/times/"

    def test_keeps_the_times_it_had_before_a_change(self, provision, head):
        site = a_site(provision)
        typed = {"session": "AM", "weekdays": list("12345"), "starts_time": "09:15", "ends_time": "12:00"}
        head.post(f"/provision/sites/{site.pk}/times/", typed | {"open_minutes": 20, "from_on": "2026-11-24"})
        assert session_clock(site.pk, "AM", MONDAY).starts_time.isoformat() == "09:00:00"
        assert session_clock(site.pk, "AM", TUESDAY).starts_time.isoformat() == "09:15:00"

    def test_takes_back_times_that_have_not_begun_and_keeps_those_that_have(self, provision, head):
        site = a_site(provision)
        typed = {"session": "AM", "weekdays": list("12345"), "starts_time": "09:15", "ends_time": "12:00"}
        head.post(f"/provision/sites/{site.pk}/times/", typed | {"open_minutes": 20, "from_on": "2026-11-24"})
        for row in SessionTime.objects.filter(site=site, session="AM"):
            head.post(f"/provision/times/{row.pk}/remove/")
        assert [row.starts_time.isoformat() for row in SessionTime.objects.filter(session="AM")] == ["09:00:00"]

    def test_cannot_keep_a_register_open_for_longer_than_the_law_allows(self, provision, head):
        site = a_site(provision)
        typed = {"session": "AM", "weekdays": ["1"], "starts_time": "09:15", "ends_time": "12:00"}
        response = head.post(
            f"/provision/sites/{site.pk}/times/", typed | {"open_minutes": 45, "from_on": "2026-11-24"}
        )
        assert response.status_code == 422
        assert SessionTime.objects.filter(open_minutes=45).count() == 0

    def test_of_another_provision_is_not_found(self, head):
        elsewhere = a_site()
        for part in ("", "times/", "archive/"):
            assert head.get(f"/provision/sites/{elsewhere.pk}/{part}").status_code == 404


class TestTheCalendar:
    def test_leaves_out_a_half_term_break(self, provision, head):
        term = Term.objects.get(starts_on="2026-09-02")
        typed = {"name": "Autumn", "starts_on": "2026-09-02", "ends_on": "2026-12-18"}
        head.post(
            f"/provision/calendar/terms/{term.pk}/",
            typed | {"break_starts_on": "2026-10-26", "break_ends_on": "2026-10-30"},
        )
        school = calendar(provision.pk)
        assert school.is_school_day(day("2026-10-23"))
        assert not school.is_school_day(day("2026-10-28"))

    def test_opens_on_a_bank_holiday_where_somebody_says_so(self, provision, head):
        typed = {"kind": "open", "name": "Open on May Day", "starts_on": "2027-05-03"}
        assert not calendar(provision.pk).is_school_day(day("2027-05-03"))
        head.post("/provision/calendar/days/add/", typed)
        assert calendar(provision.pk).is_school_day(day("2027-05-03"))

    def test_takes_a_closure_back(self, provision, head):
        head.post("/provision/calendar/days/add/", {"kind": "inset", "name": "Training", "starts_on": "2026-11-24"})
        assert not calendar(provision.pk).is_school_day(TUESDAY)
        head.post(f"/provision/calendar/days/{ClosedDay.objects.get().pk}/archive/")
        assert calendar(provision.pk).is_school_day(TUESDAY)

    def test_refuses_a_term_that_overlaps_another_and_names_it(self, head):
        response = head.post(
            "/provision/calendar/terms/add/", {"name": "Twice", "starts_on": "2026-12-01", "ends_on": "2027-02-01"}
        )
        assert response.status_code == 422
        assert "Year 2026 already runs from 2 September 2026" in text(response)

    def test_lists_the_bank_holidays_of_the_year_that_fall_on_school_days(self, head):
        page = text(head.get("/provision/calendar/?year=2026"))
        assert "Good Friday" in page and "Easter Monday" in page


class TestThePolicy:
    def test_is_shown_in_its_own_sentences_with_their_clauses(self, head):
        page = text(head.get("/provision/policy/"))
        assert "Call home within 10 minutes of the pupil's start" in page and "SS-14" in page

    def test_that_changes_leaves_the_days_before_as_they_were(self, provision, head):
        head.post("/provision/policy/change/", {"preset": "adventure-in-learning", "starts_on": "2026-11-24"})
        assert policy_on(provision.pk, MONDAY).name == "stepping-stones"
        assert policy_on(provision.pk, TUESDAY).name == "adventure-in-learning"

    def test_of_our_own_is_checked_and_every_fault_is_listed(self, provision, head):
        wrong = (
            preset_text("stepping-stones")
            .replace("attendance = 95", "attendance = 195")
            .replace('code_set = "stepping-stones"', 'code_set = "no-such"')
        )
        response = head.post("/provision/policy/change/", {"text": wrong, "starts_on": "2026-11-24"})
        assert response.status_code == 422
        assert "This policy has 2 faults" in text(response)
        assert "attendance = 195" in text(response)
        assert PolicyVersion.objects.filter(provision=provision).count() == 1

    def test_of_our_own_can_be_sent_as_a_file(self, provision, head, tmp_path):
        ours = tmp_path / "ours.toml"
        ours.write_text(preset_text("stepping-stones").replace("minutes = 10,", "minutes = 15,"), encoding="utf-8")
        with ours.open("rb") as file:
            response = head.post("/provision/policy/change/", {"file": file, "starts_on": "2026-11-24"})
        assert response.status_code == 302
        assert "Call home within 15 minutes of the pupil's start" in text(head.get("/provision/policy/2/")) or (
            policy_on(provision.pk, TUESDAY).rule("call-home", TUESDAY).due.minutes == 15
        )

    def test_cannot_begin_in_the_past(self, head):
        response = head.post("/provision/policy/change/", {"preset": "national-2024", "starts_on": "2026-11-20"})
        assert response.status_code == 422
        assert "stays so" in text(response)

    def test_that_is_in_force_already_is_not_put_in_force_again(self, head):
        response = head.post("/provision/policy/change/", {"preset": "stepping-stones", "starts_on": "2026-11-24"})
        assert response.status_code == 422
        assert "This is the policy in force already" in text(response)


class TestTheHistory:
    def test_of_settings_says_who_changed_what(self, provision, head):
        typed = {"name": provision.name, "kind": "school", "go_live_on": "2024-09-02", "phone": "01632 960100"}
        head.post("/provision/change/", typed)
        told = history(f"provision:{provision.pk}", provision.pk)[0]
        assert "Phone: +441632960100, before it was empty" in told.details
