"""All attendance emails reach the parent school within 30 minutes of the pupil's start time (SS-16, SS-17)."""

from __future__ import annotations

import pytest

from firstbell.domain.contact import Outcome
from firstbell.domain.marks import Choice
from firstbell.duties.models import Duty
from firstbell.followup.board.board import waiting_for_school
from firstbell.followup.commands import tell_school
from firstbell.followup.models import ContactAttempt
from firstbell.followup.schools.drafting import draft_school_emails
from firstbell.followup.tests.mornings import MONDAY, PRIYA, at, duty, line_of, marked, rings
from firstbell.outbox import commands as outbox
from firstbell.outbox.models import Message
from firstbell.outbox.sending import send_due
from firstbell.registers import commands as registers
from tests.builders import a_commissioner, a_contact, a_group, a_provision, a_pupil, a_site, day

pytestmark = pytest.mark.django_db


@pytest.fixture
def provision():
    return a_provision(name="Alder Yard", phone="+441632960100", email="office@alderyard.example")


@pytest.fixture
def netherfold(provision):
    return a_commissioner(provision, name="Netherfold Academy", notice_email="attendance@netherfold.example")


@pytest.fixture
def forge(provision):
    return a_group(a_site(provision), "Forge")


@pytest.fixture
def callum(forge, netherfold):
    pupil = a_pupil("Callum Tarn", group=forge, commissioner=netherfold)
    a_contact(pupil, name="Len Tarn", relationship="Grandfather")
    marked(pupil)
    return pupil


def drafted(provision, clock="09:04"):
    """Let the worker draft, and return the emails in the order they were drafted."""
    draft_school_emails(provision.pk, at(clock))
    return list(Message.objects.order_by("pk"))


def sent(provision, clock):
    """Let the worker draft and send at a time; return how many were tried."""
    draft_school_emails(provision.pk, at(clock))
    return send_due(at(clock))


class TestTheEmail:
    def test_says_that_we_look_for_a_pupil_whom_home_thought_was_here(self, provision, callum):
        rings(callum, Outcome.UNAWARE)
        [mail] = drafted(provision, "09:09")
        assert "home thought they were with us, so we are looking for them" in " ".join(mail.text.split())

    def test_is_drafted_as_soon_as_a_pupil_is_absent_and_goes_eighteen_minutes_after_the_start(self, provision, callum):
        (email,) = drafted(provision)
        assert (email.state, email.due_at, email.deadline_at) == ("drafted", at("09:18"), at("09:25"))
        assert email.to_address == "attendance@netherfold.example"

    def test_names_no_pupil_in_its_subject(self, provision, callum):
        (email,) = drafted(provision)
        assert email.subject == "Alder Yard: morning attendance, 23 November"

    def test_names_pupils_by_first_name_and_initial_alone(self, provision, callum):
        (email,) = drafted(provision)
        assert "Callum T, due 09:00" in email.text
        for words in (email.text, email.html):
            assert "Tarn" not in words

    def test_says_what_was_done_and_what_comes_next(self, provision, callum):
        rings(callum, "engaged", clock="09:07")
        rings(callum, "no_answer", clock="09:14")
        (email,) = drafted(provision, "09:15")
        assert "What we did: 09:07 mother, engaged. 09:14 mother, no answer." in email.text
        assert "Next: we ring grandfather, and ring you if we cannot reach anyone." in email.text
        assert "Code we suggest: N, circumstances of absence not yet established" in email.text

    def test_says_the_reason_and_the_national_code_where_they_are_known(self, provision, callum):
        rings(callum, "not_coming", code_key="I", reason="Ill")
        (email,) = drafted(provision)
        assert "ONE OF YOUR PUPILS IS NOT HERE THIS MORNING" in email.text
        assert "Code we suggest: I, unable to attend because of illness" in email.text
        assert "Reason: Ill, from mother" in email.text
        assert "Why: Absent when due, with a reason known. B or K is only for sessions attended." in email.text

    def test_is_one_for_each_school_with_its_own_pupils_only(self, provision, callum, forge):
        other = a_commissioner(provision, name="Tollgate Park")
        marked(a_pupil("Idris Calloway", group=forge, commissioner=other))
        texts = {email.to_name: email.text for email in drafted(provision)}
        assert set(texts) == {"Netherfold Academy", "Tollgate Park"}
        assert "Idris" not in texts["Netherfold Academy"]
        assert "Callum" not in texts["Tollgate Park"]

    def test_is_one_for_two_pupils_of_a_school(self, provision, callum, forge, netherfold):
        marked(a_pupil("Rhys Cawdell", group=forge, commissioner=netherfold), clock="09:04")
        (email,) = drafted(provision)
        assert "TWO OF YOUR PUPILS HAVE NOT BEEN SEEN THIS MORNING" in email.text

    def test_goes_to_the_commissioner_too_where_it_is_another(self, provision, forge, netherfold):
        council = a_commissioner(provision, name="Harrow Vale Council", kind="council")
        pupil = a_pupil(group=forge, placed=False, provision=provision)
        from tests.builders import a_placement

        a_placement(pupil, forge, commissioner=council, main_school=netherfold)
        marked(pupil)
        assert {email.to_name for email in drafted(provision)} == {"Netherfold Academy", "Harrow Vale Council"}

    def test_has_a_text_that_says_what_its_html_says(self, provision, callum):
        rings(callum, "no_answer", clock="09:07")
        (email,) = drafted(provision)
        for words in ("Callum T", "09:07 mother, no answer.", "We promised to tell you by 09:30.", "01632 960100"):
            assert words in email.text
            assert words in email.html


class TestUntilItGoes:
    def test_it_is_drawn_again_from_the_log(self, provision, callum):
        drafted(provision)
        rings(callum, "no_answer", clock="09:07")
        (email,) = drafted(provision, "09:08")
        assert "09:07 mother, no answer." in email.text

    def test_it_takes_in_another_pupil_of_the_school(self, provision, callum, forge, netherfold):
        drafted(provision)
        marked(a_pupil("Rhys Cawdell", group=forge, commissioner=netherfold), clock="09:06")
        (email,) = drafted(provision, "09:07")
        assert "Rhys C" in email.text

    def test_it_is_taken_back_when_the_pupil_arrives(self, provision, callum):
        drafted(provision)
        registers.record_arrival(line_of(callum).pk, at("09:10"), by=PRIYA, at=at("09:10"))
        (email,) = drafted(provision, "09:11")
        assert email.state == "cancelled"

    def test_it_is_drafted_anew_when_the_pupil_was_not_here_after_all(self, provision, callum):
        drafted(provision)
        registers.amend_mark(line_of(callum).pk, "/", reason="Seen in the yard", by=PRIYA, at=at("09:06"))
        drafted(provision, "09:07")
        registers.amend_mark(line_of(callum).pk, "N", reason="It was his brother", by=PRIYA, at=at("09:08"))
        assert [email.state for email in drafted(provision, "09:09")] == ["cancelled", "drafted"]

    def test_a_persons_own_words_are_left_alone(self, provision, callum):
        (email,) = drafted(provision)
        outbox.hold(email, by=PRIYA, at=at("09:05"))
        outbox.edit(email, subject="Callum", text="Please ring me.", by=PRIYA, at=at("09:06"))
        rings(callum, "no_answer", clock="09:07")
        (email,) = drafted(provision, "09:08")
        assert email.text == "Please ring me."

    def test_drafting_twice_changes_nothing(self, provision, callum):
        drafted(provision)
        assert draft_school_emails(provision.pk, at("09:05")) == 0
        assert Message.objects.count() == 1


class TestTellTheSchool:
    def test_is_met_when_the_schools_mail_server_accepts_the_email_and_the_hop_is_named(
        self, provision, callum, mail_server
    ):
        school = mail_server()
        drafted(provision)
        sent(provision, "09:18")
        told = duty(callum, "tell-the-school")
        assert (told.state, told.outcome, told.closed_by) == ("met", "message-accepted", f"127.0.0.1:{school.port}")
        assert not told.was_late

    def test_makes_the_telephone_unnecessary(self, provision, callum, mail_server):
        mail_server()
        drafted(provision)
        sent(provision, "09:18")
        assert duty(callum, "phone-the-school").state == "met"

    def test_waits_for_the_phone_where_the_email_is_refused(self, provision, callum, mail_server):
        mail_server(RCPT=["550 no such mailbox"])
        drafted(provision)
        sent(provision, "09:18")
        assert duty(callum, "tell-the-school").state == Duty.State.OPEN
        phone = Duty.objects.filter(pupil=callum, kind="phone-the-school").order_by("due_at")
        assert [(each.rule, each.due_at.replace(second=0, microsecond=0)) for each in phone] == [
            ("message-failed", at("09:23")),
            ("phone-the-school", at("09:25")),
        ]

    def test_is_not_put_off_by_a_hold(self, provision, callum):
        (email,) = drafted(provision)
        outbox.hold(email, by=PRIYA, at=at("09:05"))
        assert sent(provision, "09:18") == 0
        assert duty(callum, "phone-the-school").due_at == at("09:25")

    def test_is_met_by_a_person_who_phones(self, provision, callum, netherfold):
        drafted(provision)
        waiting = waiting_for_school(provision.pk, netherfold.pk, day(MONDAY), "AM")
        outcome = Outcome.TOLD_THE_SCHOOL
        tell_school(waiting, netherfold, outcome=outcome, spoke_to="Mrs Hale", by=PRIYA, at=at("09:26"))
        told = duty(callum, "tell-the-school")
        assert (told.state, told.outcome, told.closed_by) == ("met", "told-by-phone", "Priya Nair")
        assert ContactAttempt.objects.get().spoke_to == "Mrs Hale"

    def test_by_phone_takes_back_the_email_that_had_not_gone(self, provision, callum, netherfold):
        (email,) = drafted(provision)
        outbox.hold(email, by=PRIYA, at=at("09:05"))
        waiting = waiting_for_school(provision.pk, netherfold.pk, day(MONDAY), "AM")
        tell_school(waiting, netherfold, outcome=Outcome.TOLD_THE_SCHOOL, spoke_to="", by=PRIYA, at=at("09:20"))
        (email,) = drafted(provision, "09:21")
        assert email.state == "cancelled"

    def test_is_not_met_by_an_unanswered_call(self, provision, callum, netherfold):
        drafted(provision)
        waiting = waiting_for_school(provision.pk, netherfold.pk, day(MONDAY), "AM")
        tell_school(waiting, netherfold, outcome=Outcome.NO_ANSWER, spoke_to="", by=PRIYA, at=at("09:26"))
        assert duty(callum, "tell-the-school").state == Duty.State.OPEN


class TestALateRegister:
    def test_leaves_a_minute_to_hold_the_email_and_seven_to_try_again(self, provision, forge, netherfold):
        marked(a_pupil(group=forge, commissioner=netherfold), clock="09:40")
        (email,) = drafted(provision, "09:40")
        assert "We promised to tell you by 09:30, and are late." in email.text
        assert (email.due_at, email.deadline_at) == (at("09:41"), at("09:48"))

    def test_sends_another_email_about_those_the_first_did_not_know_of(
        self, provision, callum, forge, netherfold, mail_server
    ):
        school = mail_server()
        drafted(provision)
        sent(provision, "09:18")
        marked(a_pupil("Lowri Tate", group=forge, commissioner=netherfold), clock="09:20")
        drafted(provision, "09:20")
        sent(provision, "09:21")
        assert len(school.taken) == 2
        second = school.taken[1].get_body(("plain",)).get_content()
        assert "Lowri T" in second
        assert "Callum" not in second


class TestASchoolWithoutAnAddress:
    def test_is_to_be_rung(self, provision, forge):
        school = a_commissioner(provision, name="Brackwell School", notice_email="")
        pupil = a_pupil(group=forge, commissioner=school)
        marked(pupil)
        (email,) = drafted(provision)
        assert email.state == "failed"
        assert duty(pupil, "tell-the-school").state == Duty.State.OPEN


class TestAPupilWhoIsHere:
    def test_makes_no_email(self, provision, forge, netherfold):
        marked(a_pupil(group=forge, commissioner=netherfold), Choice.HERE)
        assert drafted(provision) == []
