"""Each kind of duty has its row, with the one act it is done by, and only for those who may see it."""

from __future__ import annotations

from functools import partial

import pytest
from django.urls import reverse

from firstbell.domain.duties import DutyKind, Fact
from firstbell.duties.models import Duty
from firstbell.followup.board import links
from firstbell.followup.board.act_rows import is_for_safeguarding
from firstbell.followup.board.board import board
from firstbell.followup.board.links import add_link
from firstbell.followup.tests.mornings import PRIYA, at, duty, line_of, marked, rings
from firstbell.registers import commands as registers
from tests.builders import a_commissioner, a_contact, a_group, a_member, a_provision, a_pupil, a_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def provision():
    return a_provision(name="Alder Yard", phone="+441632960100")


@pytest.fixture
def forge(provision):
    return a_group(a_site(provision), "Forge")


@pytest.fixture
def callum(provision, forge):
    pupil = a_pupil("Callum Tarn", group=forge, commissioner=a_commissioner(provision, name="Netherfold Academy"))
    marked(pupil)
    return pupil


def a_duty(
    pupil, kind, *, clock="09:30", met_by="done", fact=Fact.UNEXPLAINED_ABSENCE, owner="attendance_lead", **more
):
    return Duty.objects.create(
        provision=pupil.provision,
        pupil=pupil,
        rule=f"test-{kind}",
        kind=kind,
        fact=fact,
        subject=f"pupil:{pupil.pk}",
        on=at("09:00").date(),
        session="AM",
        owner_role=owner,
        met_by=met_by,
        sentence="Do what the policy says",
        clause="SS-20",
        opened_at=at("09:03"),
        due_at=at(clock),
        **more,
    )


def shown(pupil, clock="09:05", **more):
    return board(pupil.provision_id, at(clock), PRIYA, **more)


def row_of(pupil, kind, **more):
    made = a_duty(pupil, kind, **more)
    return next(row for row in shown(pupil).rows if row.id == made.pk)


def signed_in(client, pupil, role):
    client.force_login(a_member(pupil.provision, role), backend="firstbell.accounts.backend.StaffBackend")
    return client


class TestARow:
    def test_says_which_sentence_of_the_policy_it_carries_out(self, callum):
        row = shown(callum).rows[0]
        assert (row.why, row.clause) == ("Call home within 10 minutes of the pupil's start", "SS-14")

    def test_tells_apart_two_pupils_of_nearly_one_name(self, callum, forge):
        other = a_pupil("Calum Tarn", group=forge, year_group=9)
        marked(other)
        apart = {row.name: row.apart for row in shown(callum).rows if row.kind == "home"}
        assert apart == {"Callum Tarn": "Year 10, Netherfold Academy", "Calum Tarn": f"Year 9, {school_of(other)}"}

    def test_says_whose_it_is_after_it_passed_to_the_head(self, callum):
        assert row_of(callum, DutyKind.HOME_VISIT, owner="head").owner == "For the head"

    def test_says_what_the_same_call_does_besides(self, callum):
        a_duty(callum, DutyKind.ASK_FOR_AN_UPDATE, met_by="spoke")
        assert [row.also for row in shown(callum).rows] == ["Ask for an update"]


def school_of(pupil):
    return pupil.placements.get().commissioner.name


class TestTheOneAct:
    @pytest.mark.parametrize(
        ("kind", "met_by", "word"),
        [
            (DutyKind.CONFIRM_IN_WRITING, "confirmed", "It has come"),
            (DutyKind.HOME_VISIT, "done spoke", "Record the visit"),
            (DutyKind.SUPPORT_PLAN, "done", "Done"),
        ],
    )
    def test_is_to_say_that_it_is_done(self, callum, monkeypatch, kind, met_by, word):
        monkeypatch.setattr(links, "_links", {})
        row = row_of(callum, kind, met_by=met_by)
        assert [(act.word, act.address) for act in row.acts] == [(word, reverse("followup:done", args=[row.id]))]

    def test_is_the_page_that_a_room_registered(self, callum, monkeypatch):
        monkeypatch.setattr(links, "_links", {})
        add_link(DutyKind.SUPPORT_PLAN, "Open the plan", lambda duty: f"/plans/{duty.pupil_id}/")
        assert [act.address for act in row_of(callum, DutyKind.SUPPORT_PLAN).acts] == [f"/plans/{callum.pk}/"]

    def test_is_missing_where_saying_so_is_not_enough(self, callum, monkeypatch):
        monkeypatch.setattr(links, "_links", {})
        assert row_of(callum, DutyKind.DECIDE_LEAVE, met_by="decided").acts == ()

    def test_for_a_school_that_has_not_read_its_email_is_to_ask(self, callum):
        school = callum.placements.get().commissioner
        row = row_of(callum, DutyKind.CHASE_THE_RECEIPT, met_by="receipt told-by-phone", commissioner=school)
        assert (row.what, row.school.done) == ("Ask whether they have read the email", "They have it")


class TestWhereARowLeads:
    @pytest.mark.parametrize(
        ("kind", "occasion", "address"),
        [
            (DutyKind.DECIDE_LEAVE, "notice:7", "/notices/7/"),
            (DutyKind.CONFIRM_IN_WRITING, "notice:7", "/notices/7/"),
            (DutyKind.CONFIRM_IN_WRITING, "", "/notices/in-writing/"),
        ],
    )
    def test_is_the_notice_that_it_is_about(self, callum, kind, occasion, address):
        assert [act.address for act in row_of(callum, kind, occasion=occasion).acts] == [address]

    def test_is_the_page_for_the_schools_answer(self, callum):
        row = next(row for row in shown(callum, "13:40").rows if row.what == "Ask the school what it knows")
        assert [act.address for act in row.acts] == [reverse("followup:answer", args=[row.id])]


class TestWhatIsDueLater:
    def test_waits_in_a_short_list(self, callum):
        later = shown(callum).later
        assert [(each.what, [name for _, name in each.about]) for each in later] == [
            ("Ask the school what it knows", ["Callum Tarn"])
        ]

    def test_is_a_row_within_the_hour(self, callum):
        assert "Ask the school what it knows" in [row.what for row in shown(callum, "13:40").rows]


class TestNobodyAtHome:
    def test_makes_the_school_row_appear_at_once(self, callum):
        rings(callum, "no_answer", clock="09:06")
        row = next(row for row in shown(callum, "09:07").rows if row.kind == "school")
        assert row.school.words.startswith("Nobody at home can be reached about Callum.")

    def test_does_not_while_somebody_is_left_to_ring(self, callum):
        a_contact(callum, name="Len Tarn", relationship="Grandfather")
        rings(callum, "no_answer", clock="09:06")
        assert [row.kind for row in shown(callum, "09:07").rows] == ["home"]

    def test_of_the_morning_does_not_keep_the_afternoon_from_ringing_again(self, callum):
        rings(callum, "no_answer", clock="09:06")
        registers.amend_mark(line_of(callum).pk, "M", reason="Dentist", by=PRIYA, at=at("10:00"))
        marked(callum, session="PM", clock="12:50")
        row = next(row for row in shown(callum, "12:51").rows if row.kind == "home")
        assert row.call.who == "Mother, Ines Tarn"


class TestSafeguarding:
    def alarm(self, pupil, **more):
        return a_duty(pupil, DutyKind.ALERT_THE_SAFEGUARDING_LEAD, fact=more.pop("fact", Fact.UNAWARE), **more)

    def rows_of(self, client, clock_runs_from, pupil, role):
        clock_runs_from("2026-11-23 09:05")
        shown = signed_in(client, pupil, role).get(reverse("followup:board")).context["board"]
        return shown, [row for row in shown.rows if "safeguarding" in row.what]

    def test_is_the_safeguarding_leads_row_alone(self, callum, client, clock_runs_from):
        self.alarm(callum, owner="safeguarding_lead")
        assert len(self.rows_of(client, clock_runs_from, callum, "safeguarding_lead")[1]) == 1

    @pytest.mark.parametrize("role", ["attendance_lead", "head"])
    def test_tells_the_others_only_that_the_lead_was_told(self, callum, client, clock_runs_from, role):
        self.alarm(callum, owner="safeguarding_lead")
        board, rows = self.rows_of(client, clock_runs_from, callum, role)
        assert rows == []
        assert [each.name for each in board.told] == ["Callum Tarn"]

    @pytest.mark.parametrize("role", ["attendance_lead", "head"])
    def test_says_nothing_at_all_of_a_concern(self, callum, client, clock_runs_from, role):
        self.alarm(callum, fact=Fact.CONCERN_RAISED, owner="safeguarding_lead")
        board, rows = self.rows_of(client, clock_runs_from, callum, role)
        assert (rows, board.told) == ([], ())

    def test_reaches_the_head_where_nobody_took_it_up(self, callum, client, clock_runs_from):
        self.alarm(callum, owner="head")
        assert len(self.rows_of(client, clock_runs_from, callum, "head")[1]) == 1

    def test_never_passes_a_concern_to_the_head(self, callum, client, clock_runs_from):
        made = self.alarm(callum, fact=Fact.CONCERN_RAISED, owner="head")
        assert self.rows_of(client, clock_runs_from, callum, "head")[1] == []
        assert client.post(reverse("followup:done", args=[made.pk])).status_code == 404

    def test_is_done_with_one_tap_and_no_words_that_others_could_read(self, callum, client, clock_runs_from):
        made = self.alarm(callum, owner="safeguarding_lead")
        _, [row] = self.rows_of(client, clock_runs_from, callum, "safeguarding_lead")
        assert row.acts[0].is_button
        client.post(row.acts[0].address)
        made.refresh_from_db()
        assert made.state == "met"

    def test_stays_off_the_pupils_page_for_the_office(self, callum, client, clock_runs_from):
        self.alarm(callum, owner="safeguarding_lead")
        clock_runs_from("2026-11-23 09:05")
        address = reverse("people:pupil", args=[callum.pk])
        panels = signed_in(client, callum, "attendance_lead").get(address).content.decode()
        assert "Do what the policy says" not in panels

    def test_without_a_viewer_shows_none_of_it(self, callum):
        self.alarm(callum)
        assert not [row for row in shown(callum).rows if "safeguarding" in row.what]

    def test_is_told_by_what_the_duty_is(self, callum):
        assert is_for_safeguarding(self.alarm(callum))
        assert not is_for_safeguarding(duty(callum, "call-home"))


class TestTheStatements:
    def test_are_as_many_with_every_kind_of_row(
        self, callum, client, clock_runs_from, in_real_use, django_assert_max_num_queries
    ):
        for kind in (DutyKind.HOME_VISIT, DutyKind.CONFIRM_IN_WRITING, DutyKind.ALERT_THE_SAFEGUARDING_LEAD):
            a_duty(callum, kind)
        rings(callum, "wrong_number", clock="09:04")
        clock_runs_from("2026-11-23 09:21")
        page = partial(signed_in(client, callum, "safeguarding_lead").get, reverse("followup:board"))
        with django_assert_max_num_queries(10):
            page()
