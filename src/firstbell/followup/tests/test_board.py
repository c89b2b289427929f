"""The board shows what is due, least time first, and costs the same for three pupils as for three hundred."""

from __future__ import annotations

import pytest
from django.urls import reverse

from firstbell.domain.marks import Choice
from firstbell.followup.board.board import board
from firstbell.followup.models import ContactAttempt
from firstbell.followup.schools.drafting import draft_school_emails
from firstbell.followup.tests.mornings import PRIYA, at, duty, line_of, marked, rings
from firstbell.outbox.models import Message
from tests.builders import a_commissioner, a_contact, a_group, a_member, a_provision, a_pupil, a_register, a_site, day

pytestmark = pytest.mark.django_db


@pytest.fixture
def provision():
    return a_provision(name="Alder Yard", phone="+441632960100")


@pytest.fixture
def forge(provision):
    return a_group(a_site(provision), "Forge")


@pytest.fixture
def priya(provision, client):
    """The attendance lead, signed in."""
    user = a_member(provision, "attendance_lead")
    client.force_login(user, backend="firstbell.accounts.backend.StaffBackend")
    return user


def shown(provision, clock="09:05"):
    return board(provision.pk, at(clock), PRIYA)


class TestWhatIsDue:
    def test_stands_in_the_order_of_the_time_left(self, provision, forge):
        late, early = a_pupil("Lowri Tate", group=forge, starts="09:30"), a_pupil("Callum Tarn", group=forge)
        marked(late)
        marked(early)
        assert [row.name for row in shown(provision).rows] == ["Callum Tarn", "Lowri Tate"]

    def test_shows_each_pupil_once_though_ringing_and_reaching_are_two_duties(self, provision, forge):
        marked(a_pupil("Callum Tarn", group=forge))
        assert [row.what for row in shown(provision).rows] == ["Ring home"]

    def test_goes_on_to_reaching_somebody_after_an_unanswered_call(self, provision, forge):
        pupil = a_pupil("Callum Tarn", group=forge)
        a_contact(pupil, name="Len Tarn", relationship="Grandfather")
        marked(pupil)
        rings(pupil, "no_answer", clock="09:07")
        row = shown(provision, "09:08").rows[0]
        assert (row.what, row.call.who, row.last) == (
            "Reach somebody",
            "Grandfather, Len Tarn",
            "09:07 no answer, Priya",
        )

    def test_says_how_the_pupil_travels_and_which_school(self, provision, forge):
        school = a_commissioner(provision, name="Netherfold Academy")
        marked(a_pupil(group=forge, commissioner=school, travel="taxi", travel_note="Ace Cabs, 01632 960111"))
        details = shown(provision).rows[0].details
        assert details == ("Netherfold Academy", "taxi: Ace Cabs, 01632 960111", "starts 09:00")

    def test_says_who_must_never_be_rung_and_does_not_offer_them(self, provision, forge):
        pupil = a_pupil("Idris Calloway", group=forge)
        pupil.contacts.update(safety="never", warning="Court order", name="Nadia Calloway")
        a_contact(pupil, name="Omar Calloway", relationship="Father")
        marked(pupil)
        row = shown(provision).rows[0]
        assert (row.call.who, row.never) == ("Father, Omar Calloway", ("Never ring mother, Nadia Calloway",))

    def test_shows_a_warning_at_the_moment_of_calling(self, provision, forge):
        pupil = a_pupil(group=forge)
        pupil.contacts.update(safety="warning", warning="Ring from a quiet room")
        marked(pupil)
        assert shown(provision).rows[0].call.warning == "Ring from a quiet room"

    def test_stays_on_the_board_when_it_is_late(self, provision, forge):
        marked(a_pupil(group=forge))
        assert [row.is_overdue for row in shown(provision, "09:11").rows] == [True]

    def test_leaves_out_decisions_of_later_days(self, provision, forge):
        marked(a_pupil(group=forge))
        assert [row.what for row in shown(provision).rows] == ["Ring home"]

    def test_offers_whoever_said_on_the_way_when_the_pupil_did_not_come(self, provision, forge):
        pupil = a_pupil("Tamsin Orrell", group=forge)
        a_contact(pupil, name="Len Orrell", relationship="Grandfather")
        marked(pupil)
        rings(pupil, "on_the_way", clock="09:05", expected_at=at("09:10"))
        row = shown(provision, "09:14").rows[0]
        assert (row.what, row.call.who) == ("Check arrival: said “on the way”", "Mother, Ines Orrell")
        assert row.last == "09:05 on the way, expected 09:10, Priya"


class TestRegisters:
    def test_missing_after_five_minutes_stand_first(self, provision, forge):
        farm = a_group(forge.site, "Farm")
        a_pupil(group=forge)
        marked(a_pupil(group=farm), Choice.HERE)
        rooms = shown(provision, "09:14").now.rooms
        assert [(room.name, room.shape, room.words) for room in rooms] == [
            ("Forge", "missing", "9 min late"),
            ("Farm", "taken", "Taken 09:03"),
        ]

    def test_are_counted_as_the_class_stands(self, provision, forge):
        marked(a_pupil(group=forge), Choice.HERE)
        marked(a_pupil(group=forge))
        a_register(a_pupil(group=forge))
        assert shown(provision).now.tally == (
            ("Expected", 3, None),
            ("Here", 1, "here"),
            ("Late", 0, "late"),
            ("Told us", 0, "told"),
            ("No reason yet", 1, "away"),
            ("Not marked", 1, "none"),
        )


class TestTheSchools:
    def test_need_no_telephone_while_their_email_is_in_time(self, provision, forge):
        marked(a_pupil(group=forge))
        assert [row.kind for row in shown(provision, "09:10").rows] == ["home"]

    def test_are_to_be_rung_from_five_minutes_before_the_phone_falls_due(self, provision, forge):
        marked(a_pupil("Callum Tarn", group=forge))
        rows = [row for row in shown(provision, "09:21").rows if row.kind == "school"]
        assert [(row.what, row.due_at) for row in rows] == [("Ring the school", at("09:25"))]


class TestEmailsThatDoNotGo:
    def test_are_said_aloud_a_minute_after_their_time(self, provision, forge):
        marked(a_pupil(group=forge))
        draft_school_emails(provision.pk, at("09:04"))
        assert not shown(provision, "09:18").is_stuck
        assert shown(provision, "09:20").is_stuck


class TestThePage:
    def test_works_by_plain_reload(self, priya, client, clock_runs_from, forge):
        marked(a_pupil("Callum Tarn", group=forge))
        clock_runs_from("2026-11-23 09:05")
        page = client.get(reverse("followup:board"))
        assert page.status_code == 200
        assert "Callum Tarn" in page.content.decode()

    def test_says_nothing_when_nothing_changed(
        self, priya, client, clock_runs_from, forge, django_assert_max_num_queries
    ):
        marked(a_pupil(group=forge))
        clock_runs_from("2026-11-23 09:05")
        seen = client.get(reverse("followup:board")).context["board"].digest
        with django_assert_max_num_queries(3):
            assert client.get(reverse("followup:board"), {"seen": seen}).status_code == 204

    def test_says_more_as_soon_as_somebody_marks(self, priya, client, clock_runs_from, forge):
        marked(a_pupil(group=forge))
        clock_runs_from("2026-11-23 09:05")
        seen = client.get(reverse("followup:board")).context["board"].digest
        marked(a_pupil("Rhys Cawdell", group=forge))
        page = client.get(reverse("followup:board"), {"seen": seen}, headers={"HX-Request": "true"})
        assert "Rhys Cawdell" in page.content.decode()
        assert "<html" not in page.content.decode()

    @pytest.mark.parametrize("pupils", [3, 24])
    def test_asks_the_database_as_often_for_few_pupils_as_for_many(
        self, priya, client, clock_runs_from, in_real_use, forge, pupils, django_assert_max_num_queries
    ):
        schools = [a_commissioner(forge.site.provision) for _ in range(3)]
        absent = [a_pupil(group=forge, commissioner=schools[n % 3]) for n in range(pupils)]
        for pupil in absent:
            marked(pupil)
        for pupil in absent[:2]:
            rings(pupil, "engaged", clock="09:05")
        clock_runs_from("2026-11-23 09:21")
        with django_assert_max_num_queries(10):
            client.get(reverse("followup:board"))


class TestOneTap:
    def test_logs_an_unanswered_call_from_the_board(self, priya, client, clock_runs_from, forge):
        pupil = a_pupil(group=forge)
        marked(pupil)
        clock_runs_from("2026-11-23 09:08")
        number = pupil.contacts.get().numbers.get()
        address = reverse("followup:attempt", args=[duty(pupil, "call-home").pk])
        page = client.post(f"{address}?n={number.pk}", {"outcome": "no_answer"})
        assert (page.status_code, page.url) == (302, "/board/")
        assert duty(pupil, "call-home").state == "met"
        logged = ContactAttempt.objects.get()
        assert (logged.spoke_to, logged.number) == ("Ines " + pupil.last_name, number.number)

    def test_asks_for_the_reason_when_a_pupil_is_not_coming(self, priya, client, clock_runs_from, forge):
        pupil = a_pupil("Callum Tarn", group=forge)
        marked(pupil)
        clock_runs_from("2026-11-23 09:08")
        address = reverse("followup:attempt", args=[duty(pupil, "call-home").pk])
        call = {"outcome": "not_coming", "contact": pupil.contacts.get().pk}
        page = client.post(address, call, follow=True)
        assert "Callum Tarn: not coming" in page.content.decode()
        done = client.post(address, call | {"more": "yes", "code_key": "I", "reason": "Ill"}, follow=True)
        assert "Callum’s mark is now I, Illness" in done.content.decode()

    def test_refuses_a_time_that_has_passed_and_says_what_to_do(self, priya, client, clock_runs_from, forge):
        pupil = a_pupil(group=forge)
        marked(pupil)
        clock_runs_from("2026-11-23 09:08")
        call = {"outcome": "on_the_way", "contact": pupil.contacts.get().pk, "more": "yes", "expected_time": "09:05"}
        page = client.post(reverse("followup:attempt", args=[duty(pupil, "call-home").pk]), call)
        assert page.status_code == 422
        assert "09:05 has passed. Give a time that is still to come" in page.content.decode()

    def test_does_not_reach_another_provisions_duty(self, priya, client):
        other = a_pupil()
        marked(other)
        assert client.get(reverse("followup:attempt", args=[duty(other, "call-home").pk])).status_code == 404


class TestClaiming:
    def test_shows_a_colleague_who_has_it(self, priya, client, clock_runs_from, provision, forge):
        pupil = a_pupil(group=forge)
        marked(pupil)
        clock_runs_from("2026-11-23 09:05")
        client.post(reverse("followup:claim", args=[duty(pupil, "call-home").pk]))
        claim = shown(provision, "09:06").rows[0].claim
        assert claim.words == f"{priya.name} has this for 3 more minutes"

    def test_ends_after_three_minutes(self, priya, client, clock_runs_from, provision, forge):
        pupil = a_pupil(group=forge)
        marked(pupil)
        clock_runs_from("2026-11-23 09:05")
        client.post(reverse("followup:claim", args=[duty(pupil, "call-home").pk]))
        assert shown(provision, "09:09").rows[0].claim is None


class TestADayThatEnded:
    def test_leaves_nothing_on_the_next_days_board_but_is_counted_as_missed(self, provision, forge):
        from firstbell.duties import commands as duties

        pupil = a_pupil(group=forge)
        marked(pupil)
        duties.end_days_before(provision.pk, day("2026-11-24"), at=at("02:00", "2026-11-24"))
        assert duty(pupil, "call-home").state == "missed"
        assert board(provision.pk, at("08:50", "2026-11-24"), PRIYA).rows == ()


class TestADecisionAboutN:
    def test_leads_to_the_line_that_waits_for_it(self, provision, forge):
        pupil = a_pupil(group=forge)
        marked(pupil)
        later = board(provision.pk, at("08:50", "2026-11-30"), PRIYA).later
        line = line_of(pupil)
        [decide] = [each for each in later if each.what == "Decide about N"]
        assert decide.about == ((reverse("registers:line", args=[line.register_id, line.pk]), pupil.name),)


class TestAllTheDrafts:
    @pytest.fixture
    def drafts(self, priya, client, clock_runs_from, provision, forge):
        for name in ("Netherfold Academy", "Tollgate Park"):
            marked(a_pupil(group=forge, commissioner=a_commissioner(provision, name=name)))
        draft_school_emails(provision.pk, at("09:04"))
        clock_runs_from("2026-11-23 09:05")
        return [draft.message_id for draft in client.get(reverse("followup:board")).context["board"].ready]

    @pytest.mark.parametrize(("act", "state"), [("send", "queued"), ("hold", "held")])
    def test_are_sent_or_held_together_from_the_board(self, client, drafts, act, state):
        client.post(reverse("followup:drafts"), {"do": act, "message": drafts})
        assert set(Message.objects.values_list("state", flat=True)) == {state}

    def test_can_be_taken_back_before_they_go(self, client, drafts):
        page = client.post(reverse("followup:drafts"), {"do": "send", "message": drafts}, follow=True)
        assert "Undo: take them all back" in page.content.decode()
        assert not Message.objects.filter(next_try_at__lte=at("09:05")).exists()
