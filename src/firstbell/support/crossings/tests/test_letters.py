"""School and home are told once, in words that help, with the dates; and told again if it was not so (AL-8)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.duties.models import Duty
from firstbell.outbox import commands as outbox
from firstbell.outbox.models import Message
from firstbell.support.crossings import letters
from firstbell.support.crossings.letters import home_of, let_go, post
from firstbell.support.crossings.models import Crossing, Letter
from firstbell.support.crossings.tests.history import amend, another_policy, seen_on, sessions
from firstbell.support.crossings.wording import day_lines, percent_words
from tests.builders import a_commissioner, a_contact, a_group, a_provision, a_pupil, a_site, staff
from tests.support.times import london

pytestmark = pytest.mark.django_db

THREATS = ("penalty", "fine ", "fined", "prosecut", "court", "legal action", "must attend", "fault", "warn", "offence")
LAST = "2026-09-15"
State = Message.State


@pytest.fixture
def pupil():
    provision = a_provision("adventure-in-learning", phone="+441632960100")
    school = a_commissioner(provision, name="Northgate School", notice_email="attendance@northgate.example")
    child = a_pupil("Callum Reed", group=a_group(a_site(provision)), commissioner=school)
    child.contacts.update(email="ines@example.org", parental_responsibility=True)
    return child


def crossed(pupil, codes="/" * 18 + "IO", clock="15:30"):
    assert str(sessions(pupil, codes)) == LAST
    seen_on(LAST, clock)
    return {letter.to: letter for letter in Letter.objects.filter(crossing__key="below-target", corrects=None)}


def duty(rule):
    return Duty.objects.get(rule=rule)


class TestWhatIsWritten:
    def test_one_letter_to_the_school_and_one_home(self, pupil):
        assert set(crossed(pupil)) == {"main-school", "home"}
        assert set(Message.objects.values_list("to_address", flat=True)) == {
            "attendance@northgate.example",
            "ines@example.org",
        }

    def test_home_reads_the_sum_the_dates_and_an_offer_of_help(self, pupil):
        text = crossed(pupil)["home"].text
        assert "there were 20 sessions" in text
        assert "Callum came to 18 of them, which is 90.0%, and missed 2." in text
        assert "- Tuesday 15 September 2026, morning and afternoon" in text
        assert "We would like to help." in text
        assert "We tell Northgate School the same" in text
        assert "01632 960100" in text

    def test_the_school_reads_the_codes_too(self, pupil):
        text = crossed(pupil)["main-school"].text
        assert "This is about Callum Reed, born 4 May 2011. Attendance here is below 95%." in text
        assert "- Tuesday 15 September 2026, morning and afternoon: I, O" in text

    def test_no_pupil_is_named_in_a_subject(self, pupil):
        for letter in crossed(pupil).values():
            assert "Callum" not in letter.subject and "Reed" not in letter.subject

    def test_nobody_is_threatened_or_blamed(self, pupil):
        sessions(pupil, "OO" * 10)
        seen_on(LAST)
        texts = [letter.text.lower() for letter in Letter.objects.all()]
        assert len(texts) > 2
        assert not [word for text in texts for word in THREATS if word in text]

    def test_text_and_html_say_the_same(self, pupil):
        crossed(pupil)
        for message in Message.objects.all():
            for line in message.text.split("\n"):
                assert line.removeprefix("- ").replace("’", "’") in message.html

    def test_a_home_language_is_noted_and_help_is_offered(self, pupil):
        pupil.contacts.update(language="Polish")
        letter = crossed(pupil)["home"]
        assert letter.language == "Polish"
        assert "You speak Polish?" in letter.text

    def test_a_percentage_is_shown_with_as_many_decimals_as_it_takes_to_be_seen_below(self):
        line = {"line_percent": [95, 1]}
        assert percent_words({"percent": [11300, 119], **line}) == "94.96%"
        assert percent_words({"percent": [90, 1], **line}) == "90.0%"
        assert percent_words({"percent": [95, 1], **line}) == "95.0%"

    def test_half_a_day_is_said_to_be_one(self):
        assert day_lines([("2026-09-14", "PM", "I")], with_codes=False) == ("Monday 14 September 2026, afternoon",)


class TestWhoAtHomeIsWrittenTo:
    def test_somebody_with_parental_responsibility_before_the_first_in_order(self, pupil):
        a_contact(pupil, name="Rafe Reed", email="rafe@example.org", parental_responsibility=True)
        pupil.contacts.filter(priority=1).update(parental_responsibility=False)
        assert home_of(pupil.pk).name == "Rafe Reed"

    def test_nobody_about_whom_there_is_a_warning(self, pupil):
        pupil.contacts.update(safety="warning", warning="Court order")
        assert (home_of(pupil.pk).name, home_of(pupil.pk).email) == ("parent or carer", "")

    def test_without_an_email_it_is_paper_and_nothing_is_drafted(self, pupil):
        pupil.contacts.update(email="")
        letter = crossed(pupil)["home"]
        assert letter.is_on_paper
        assert not Message.objects.filter(to_name=letter.to_name).exists()


class TestWhenTheyGo:
    def test_four_hours_after_the_crossing_by_themselves(self, pupil):
        crossed(pupil, clock="10:00")
        assert let_go(london(f"{LAST} 13:59")) == 0
        assert let_go(london(f"{LAST} 14:00")) == 2

    def test_not_home_in_the_quiet_hours(self, pupil):
        crossed(pupil, clock="17:00")
        assert let_go(london(f"{LAST} 21:00")) == 1
        assert let_go(london("2026-09-16 07:30")) == 1

    def test_never_more_at_once_than_the_policy_lets(self, pupil):
        crossed(pupil, clock="10:00")
        another_policy(pupil, LAST, "most_at_once = 30", "most_at_once = 1")
        assert [let_go(london(f"{LAST} 14:0{minute}")) for minute in range(3)] == [1, 1, 0]

    def test_not_while_somebody_holds_it(self, pupil):
        held = crossed(pupil, clock="10:00")["home"].message
        outbox.hold(held, by=staff(pupil.provision).actor, at=london(f"{LAST} 10:05"))
        assert let_go(london(f"{LAST} 15:00")) == 1
        held.refresh_from_db()
        assert held.state == State.HELD

    def test_not_where_it_was_done_another_way(self, pupil):
        crossed(pupil, clock="10:00")
        Duty.objects.filter(rule="letter-home").update(state="met", closed_at=london(f"{LAST} 11:00"))
        assert let_go(london(f"{LAST} 15:00")) == 1
        assert Letter.objects.get(to="home").cancelled_at is not None

    def test_a_rule_without_times_waits_for_a_person(self, pupil):
        sessions(pupil, "I/" * 15)
        seen_on("2026-09-22")
        letter = Letter.objects.get(duty__rule="illness")
        assert (letter.goes_at, letter.message.state) == (None, State.DRAFTED)


def sent(letter, at=f"{LAST} 14:00"):
    outbox.release(letter.message, by=staff(letter.crossing.provision).actor, at=london(at))
    Message.objects.filter(pk=letter.message_id).update(state=State.IN_FLIGHT)
    outbox.delivered(Message.objects.get(pk=letter.message_id), "250 OK", london(at))


class TestWhatMeetsThem:
    def test_an_email_that_their_server_took(self, pupil):
        sent(crossed(pupil)["main-school"])
        assert (duty("letter-to-school").state, duty("letter-to-school").outcome) == ("met", "message-accepted")
        assert duty("letter-home").state == "open"

    def test_paper_that_was_posted(self, pupil):
        pupil.contacts.update(email="")
        letter = crossed(pupil)["home"]
        post(letter, by=staff(pupil.provision).actor, at=london(f"{LAST} 16:00"))
        post(letter, by=staff(pupil.provision).actor, at=london(f"{LAST} 16:01"))
        assert (duty("letter-home").state, duty("letter-home").outcome) == ("met", "done")

    def test_posting_instead_takes_the_email_back(self, pupil):
        letter = crossed(pupil)["home"]
        post(letter, by=staff(pupil.provision).actor, at=london(f"{LAST} 16:00"))
        letter.message.refresh_from_db()
        assert letter.message.state == State.CANCELLED

    def test_what_has_gone_is_not_posted_as_well(self, pupil):
        letter = crossed(pupil)["home"]
        sent(letter)
        with pytest.raises(letters.NotPosted, match="has gone already"):
            post(letter, by=staff(pupil.provision).actor, at=london(f"{LAST} 16:00"))

    def test_an_email_that_came_back_is_due_again(self, pupil):
        letter = crossed(pupil)["home"]
        sent(letter)
        letter.message.refresh_from_db()
        outbox.bounced(letter.message, "550 No such mailbox", london(f"{LAST} 14:05"))
        assert duty("letter-home").state == "open"


class TestAnAmendmentThatUndoesIt:
    def undo(self, pupil):
        amend(pupil, LAST, "AM", "/")
        amend(pupil, LAST, "PM", "/")
        seen_on(LAST, "17:00")

    def test_what_has_not_gone_is_cancelled(self, pupil):
        crossed(pupil)
        self.undo(pupil)
        assert set(Message.objects.values_list("state", flat=True)) == {State.CANCELLED}
        assert {duty("letter-home").state, duty("letter-to-school").state} == {"withdrawn"}
        assert not Letter.objects.filter(corrects__isnull=False).exists()

    def test_what_has_gone_is_put_right_by_the_same_way(self, pupil):
        sent(crossed(pupil)["main-school"])
        self.undo(pupil)
        correction = Letter.objects.get(corrects__isnull=False)
        assert correction.message.to_address == "attendance@northgate.example"
        assert "We wrote to you about Callum Reed on 15 September 2026: below 95%." in correction.text
        assert "that was not so" in correction.text
        assert correction.goes_at == london(f"{LAST} 17:00") + timedelta(minutes=30)
        assert "Callum" not in correction.subject

    def test_what_was_posted_is_put_right_on_paper(self, pupil):
        pupil.contacts.update(email="")
        post(crossed(pupil)["home"], by=staff(pupil.provision).actor, at=london(f"{LAST} 16:00"))
        self.undo(pupil)
        assert Letter.objects.get(corrects__isnull=False).is_on_paper

    def test_a_correction_is_written_once(self, pupil):
        sent(crossed(pupil)["main-school"])
        self.undo(pupil)
        letters.take_back(Crossing.objects.get(key="below-target"), "again", at=london(f"{LAST} 18:00"))
        assert Letter.objects.filter(corrects__isnull=False).count() == 1

    def test_a_letter_that_was_taken_back_cannot_be_posted(self, pupil):
        pupil.contacts.update(email="")
        letter = crossed(pupil)["home"]
        self.undo(pupil)
        with pytest.raises(letters.NotPosted, match="taken back"):
            post(letter, by=staff(pupil.provision).actor, at=london(f"{LAST} 18:00"))

    def test_crossed_once_more_it_is_told_once_more(self, pupil):
        sent(crossed(pupil)["main-school"])
        self.undo(pupil)
        amend(pupil, LAST, "AM", "O")
        amend(pupil, LAST, "PM", "O")
        seen_on(LAST, "18:00")
        assert Letter.objects.filter(to="main-school", corrects=None).count() == 2
