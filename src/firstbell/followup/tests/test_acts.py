"""What is done from the board besides calling: here now, done, told twice, why it was late, numbers to put right."""

from __future__ import annotations

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from firstbell.domain.duties import DutyKind, Fact
from firstbell.duties.models import Duty
from firstbell.followup.models import ContactAttempt
from firstbell.followup.queries import wrong_numbers_of
from firstbell.followup.schools import answers
from firstbell.followup.tests.mornings import at, code_of, duty, line_of, marked, rings
from firstbell.followup.tests.test_board_rows import a_duty
from firstbell.journal.models import JournalEntry
from firstbell.notices import links
from firstbell.notices.links import Answer
from firstbell.people.models import PhoneNumber
from firstbell.registers import commands as registers
from tests.builders import a_commissioner, a_contact, a_group, a_member, a_provision, a_pupil, a_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def callum():
    provision = a_provision(name="Alder Yard")
    pupil = a_pupil(
        "Callum Tarn",
        group=a_group(a_site(provision), "Forge"),
        commissioner=a_commissioner(provision, name="Netherfold Academy", phone="+441632960733"),
    )
    marked(pupil)
    return pupil


@pytest.fixture
def office(callum, client, clock_runs_from):
    """The attendance lead's browser at 09:08."""
    clock_runs_from("2026-11-23 09:08")
    client.force_login(a_member(callum.provision, "attendance_lead", name="Priya Nair"))
    return client


def said(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


class TestHereNow:
    def press(self, office, duty):
        return office.post(reverse("followup:here", args=[duty.pk]))

    def test_makes_the_mark_late_by_the_clock(self, office, callum, clock_runs_from):
        clock_runs_from("2026-11-23 09:20")
        answer = self.press(office, duty(callum, "call-home"))
        assert code_of(callum) == "L"
        assert said(answer) == "Callum Tarn is here, since 09:20."

    def test_ends_what_was_due(self, office, callum):
        self.press(office, duty(callum, "call-home"))
        assert not Duty.objects.filter(pupil=callum, kind__in=["call-home", "reach-someone"], closed_at=None).exists()

    def test_in_the_afternoon_is_about_the_afternoon(self, office, callum, clock_runs_from):
        marked(callum, session="PM", clock="12:50")
        clock_runs_from("2026-11-23 13:05")
        self.press(office, duty(callum, "follow-up-with-the-school"))
        assert (code_of(callum, "AM"), code_of(callum, "PM")) == ("N", "L")

    def test_pressed_by_a_second_person_tells_them(self, office, callum):
        self.press(office, duty(callum, "call-home"))
        assert "is not marked away any more" in said(self.press(office, duty(callum, "call-home")))

    def test_brings_back_somebody_who_left_without_leave(self, office, callum, clock_runs_from):
        registers.arrived(line_of(callum).pk, by=_nell(), at=at("09:20"))
        registers.left_without_leave(line_of(callum).pk, at("10:00"), by=_nell(), at=at("10:02"))
        clock_runs_from("2026-11-23 10:05")
        left = Duty.objects.filter(pupil=callum, fact=Fact.LEFT_WITHOUT_LEAVE, kind=DutyKind.CALL_HOME).get()
        self.press(office, left)
        left.refresh_from_db()
        assert (left.state, code_of(callum)) == ("withdrawn", "L")


def _nell():
    from firstbell.journal import Actor

    return Actor("staff", None, "Nell Ashby", "head")


class TestDone:
    def test_keeps_what_was_done_in_the_journal(self, office, callum):
        visit = a_duty(callum, DutyKind.HOME_VISIT, met_by="done spoke")
        office.post(reverse("followup:done", args=[visit.pk]), {"words": "Nobody in, left a card."})
        visit.refresh_from_db()
        assert (visit.state, visit.outcome, visit.closed_by) == ("met", "done", "Priya Nair")
        assert JournalEntry.objects.get(verb="duty.described").about == f"pupil:{callum.pk}"

    def test_without_words_is_asked_again(self, office, callum):
        visit = a_duty(callum, DutyKind.HOME_VISIT)
        page = office.post(reverse("followup:done", args=[visit.pk]), {"words": ""})
        assert page.status_code == 422
        assert "Say in a few words what was done" in page.content.decode()

    def test_twice_tells_the_second_who_did_it(self, office, callum):
        visit = a_duty(callum, DutyKind.HOME_VISIT)
        address = reverse("followup:done", args=[visit.pk])
        office.post(address, {"words": "Went."})
        assert "was done meanwhile, by Priya Nair at 09:08" in said(office.post(address, {"words": "Went too."}))

    def test_is_refused_for_what_a_word_cannot_meet(self, office, callum):
        answer = office.post(reverse("followup:done", args=[duty(callum, "call-home").pk]), {"words": "Rang."})
        assert "is not done by saying so" in said(answer)


class TestTwoColleagues:
    def test_who_ring_about_the_same_pupil_are_both_kept_and_the_second_is_told(self, office, callum):
        address = reverse("followup:attempt", args=[duty(callum, "call-home").pk])
        rings(callum, "engaged", clock="09:07", by=_nell())
        number = callum.contacts.get().numbers.get().pk
        answer = office.post(f"{address}?n={number}&seen=0", {"outcome": "no_answer"})
        assert "Nell Ashby rang about the same pupil at 09:07: Ines Tarn, engaged." in said(answer)
        assert ContactAttempt.objects.count() == 2

    def test_are_not_told_of_what_their_page_had_shown(self, office, callum):
        address = reverse("followup:attempt", args=[duty(callum, "call-home").pk])
        seen = rings(callum, "engaged", clock="09:07", by=_nell()).attempt.pk
        number = callum.contacts.get().numbers.get().pk
        answer = office.post(f"{address}?n={number}&seen={seen}", {"outcome": "no_answer"})
        assert "Nell" not in said(answer)

    def test_who_tell_a_school_are_told_that_it_knew(self, office, callum):
        address = reverse("followup:told", args=[duty(callum, "tell-the-school").pk])
        office.post(address, {"outcome": "told_the_school"})
        assert "knew already" in said(office.post(address, {"outcome": "told_the_school"}))
        assert ContactAttempt.objects.filter(outcome="told_the_school").count() == 2


class TestHomeThatDidNotKnow:
    def test_alerts_the_safeguarding_lead_at_once(self, callum):
        logged = rings(callum, "unaware", clock="09:08")
        alarm = Duty.objects.get(pupil=callum, fact=Fact.UNAWARE)
        assert logged.alarmed
        assert (alarm.kind, alarm.owner_role, alarm.due_at) == (
            DutyKind.ALERT_THE_SAFEGUARDING_LEAD,
            "safeguarding_lead",
            at("09:13"),
        )


class TestEveryContactTried:
    def test_says_so_and_what_to_do(self, office, callum):
        number = callum.contacts.get().numbers.get().pk
        address = reverse("followup:attempt", args=[duty(callum, "call-home").pk])
        answer = office.post(f"{address}?n={number}", {"outcome": "no_answer"})
        assert "Nobody is left to ring about Callum: ring the school now." in said(answer)

    def test_makes_the_school_due_by_the_policys_own_rule(self, callum):
        rings(callum, "no_answer", clock="09:06")
        raised = Duty.objects.filter(pupil=callum, fact=Fact.CONTACTS_EXHAUSTED)
        assert "phone-the-school" in set(raised.values_list("kind", flat=True))


class TestOnTheWay:
    def test_is_two_taps_from_the_board(self, office, callum):
        number = callum.contacts.get().numbers.get().pk
        address = reverse("followup:attempt", args=[duty(callum, "call-home").pk])
        page = office.post(f"{address}?n={number}&seen=0", {"outcome": "on_the_way"}, follow=True)
        assert "In 10 min, 09:18" in page.content.decode()
        sent = {"more": "yes", "outcome": "on_the_way", "contact": callum.contacts.get().pk, "expected_time": "09:18"}
        office.post(address, sent)
        assert ContactAttempt.objects.get().expected_at == at("09:18")


class TestTheNumberThatWasDialled:
    def test_is_the_one_chosen_of_several(self, office, callum):
        mother = callum.contacts.get()
        work = PhoneNumber.objects.create(contact=mother, number="+441632960555", kind="work", position=2)
        address = reverse("followup:attempt", args=[duty(callum, "call-home").pk])
        office.post(address, {"outcome": "no_answer", "contact": f"{mother.pk}.{work.pk}"})
        assert ContactAttempt.objects.get().number == "+441632960555"

    def test_may_be_another_one_for_somebody_else(self, office, callum):
        address = reverse("followup:attempt", args=[duty(callum, "call-home").pk])
        sent = {"outcome": "no_answer", "contact": "0", "spoke_to": "Aunt Bev", "dialled": "01632 960 556"}
        office.post(address, sent)
        logged = ContactAttempt.objects.get()
        assert (logged.spoke_to, logged.number) == ("Aunt Bev", "+441632960556")

    def test_that_cannot_be_dialled_is_asked_again(self, office, callum):
        address = reverse("followup:attempt", args=[duty(callum, "call-home").pk])
        page = office.post(address, {"outcome": "no_answer", "contact": "0", "spoke_to": "Bev", "dialled": "12"})
        assert page.status_code == 422


class TestWrongNumbers:
    def test_are_counted_beside_the_board_and_listed(self, office, callum):
        rings(callum, "wrong_number", clock="09:07")
        assert "wrong number to put right" in office.get(reverse("followup:board")).content.decode()
        assert "Put it right" in office.get(reverse("followup:numbers")).content.decode()

    def test_stand_on_the_pupils_page(self, office, callum):
        rings(callum, "wrong_number", clock="09:07")
        page = office.get(reverse("people:pupil", args=[callum.pk])).content.decode()
        assert "Numbers to put right" in page

    def test_are_gone_when_the_number_is_archived(self, callum):
        rings(callum, "wrong_number", clock="09:07")
        callum.contacts.get().numbers.update(archived_at=at("09:10"))
        assert wrong_numbers_of(callum.provision_id) == []

    def test_are_gone_when_somebody_was_rung_on_it_since(self, callum):
        rings(callum, "wrong_number", clock="09:07")
        rings(callum, "voicemail", clock="09:20")
        assert wrong_numbers_of(callum.provision_id) == []

    def test_do_not_show_another_provisions(self, callum):
        other = a_pupil()
        a_contact(other)
        marked(other)
        rings(other, "wrong_number", clock="09:07")
        assert wrong_numbers_of(callum.provision_id) == []


class TestAReplyFromAFamily:
    @pytest.fixture
    def answered(self, callum):
        """Callum's mother has answered by her link that he is ill."""
        mother = callum.contacts.get()
        address = links.make(
            mother, callum, on=at("09:00").date(), session="AM", purpose="answer", by=_nell(), at=at("09:05")
        )
        told = Answer("absence", "Temperature", at("09:00").date(), at("09:00").date(), pointed_key="I")
        notice, _ = links.answer(links.find(address.rstrip("/").rpartition("/")[2]), told, at=at("09:06"))
        return notice

    def test_waits_beside_the_board_with_the_code_its_words_point_to(self, office, callum, answered):
        [reply] = office.get(reverse("followup:board")).context["board"].replies
        assert (reply.name, reply.words, reply.code) == ("Callum Tarn", "Temperature", "I")

    def test_is_given_its_code_with_one_tap(self, office, callum, answered):
        office.post(reverse("followup:reply", args=[answered.pk]), {"accept": "yes"})
        assert code_of(callum) == "I"
        assert office.get(reverse("followup:board")).context["board"].replies == ()

    def test_may_be_read_and_left_undecided(self, office, callum, answered):
        office.post(reverse("followup:reply", args=[answered.pk]), {"read": "yes"})
        assert code_of(callum) == "N"
        assert office.get(reverse("followup:board")).context["board"].replies == ()

    def test_read_by_a_second_person_tells_them(self, office, callum, answered):
        address = reverse("followup:reply", args=[answered.pk])
        office.post(address, {"accept": "yes"})
        assert "has read it already" in said(office.post(address, {"read": "yes"}))


class TestAnAnswerOfASchool:
    @pytest.fixture
    def answered(self, callum):
        """By its link, Callum's school named a code that only the office gives."""
        school = callum.placements.get().commissioner
        said = answers.Said(answer="reason", code_key="C", words="Funeral", how="link")
        on = at("09:00").date()
        return answers.record_answer(callum, school, on, "AM", said, may_authorise=False, by=_nell(), at=at("09:05"))

    def test_waits_beside_the_board_until_it_is_decided(self, office, callum, answered):
        assert office.get(reverse("followup:board")).context["board"].counts.answers == 1
        page = office.get(reverse("followup:answers")).content.decode()
        assert "Funeral" in page and "Use C" in page
        office.post(reverse("followup:accept_answer", args=[answered.answer.pk]))
        assert code_of(callum) == "C"
        assert office.get(reverse("followup:board")).context["board"].counts.answers == 0


class TestWhyItWasLate:
    def late(self, callum):
        rings(callum, "no_answer", clock="09:14")
        return duty(callum, "call-home")

    def answer(self, office, late, why, words=""):
        address = reverse("followup:explain", args=[late.pk])
        return office.post(address, {f"d{late.pk}-why": why, f"d{late.pk}-words": words})

    def test_is_asked_beside_the_board(self, office, callum):
        self.late(callum)
        assert office.get(reverse("followup:board")).context["board"].counts.unexplained == 1
        assert "4 min late" in office.get(reverse("followup:late")).content.decode()

    def test_is_kept_with_who_said_it_and_asked_no_more(self, office, callum):
        late = self.late(callum)
        self.answer(office, late, "Another call took longer", "Idris’s father")
        late.refresh_from_db()
        assert (late.late_reason, late.late_reason_by) == ("Another call took longer: Idris’s father", "Priya Nair")
        assert office.get(reverse("followup:board")).context["board"].counts.unexplained == 0

    def test_needs_words_where_it_is_another_reason(self, office, callum):
        page = self.answer(office, self.late(callum), "Another reason")
        assert page.status_code == 422
        assert "Write it in a few words" in page.content.decode()

    def test_given_twice_leaves_the_first(self, office, callum):
        late = self.late(callum)
        self.answer(office, late, "Nobody was free")
        assert "has already said why" in said(self.answer(office, late, "The register came late"))

    def test_of_a_safeguarding_duty_is_in_no_count_that_the_office_reads(self, office, callum):
        late = {"state": "met", "was_late": True, "closed_at": at("09:07")}
        a_duty(callum, DutyKind.ALERT_THE_SAFEGUARDING_LEAD, fact=Fact.UNAWARE, **late)
        assert office.get(reverse("followup:board")).context["board"].counts.unexplained == 0
        assert "Do what the policy says" not in office.get(reverse("followup:late")).content.decode()

    def test_is_not_asked_of_what_was_done_in_time(self, office, callum):
        rings(callum, "no_answer", clock="09:09")
        assert office.get(reverse("followup:board")).context["board"].counts.unexplained == 0
