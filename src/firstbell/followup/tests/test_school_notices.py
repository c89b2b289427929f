"""What each school is told: to its own time, in its own form, once; and what follows when the pupil comes after all."""

from __future__ import annotations

import csv
import io
import re

import pytest

from firstbell.domain.marks import Choice
from firstbell.duties.models import Duty
from firstbell.followup.models import ToldPupil
from firstbell.followup.schools.drafting import draft_school_emails, message_settled
from firstbell.followup.schools.letters import take_back
from firstbell.followup.tests.mornings import MONDAY, PRIYA, at, duty, line_of, marked, rings
from firstbell.outbox import commands as outbox
from firstbell.outbox.commands import attachments_of
from firstbell.outbox.models import Message
from firstbell.outbox.sending import send_due
from firstbell.placements.models import LinkPerson
from firstbell.provisions.models import PolicyVersion
from firstbell.registers import commands as registers
from tests.builders import a_commissioner, a_contact, a_group, a_provision, a_pupil, a_site, day

pytestmark = pytest.mark.django_db
VISIBLE = 200


@pytest.fixture
def provision():
    return a_provision(name="Alder Yard", phone="+441632960100", email="office@alderyard.example")


@pytest.fixture
def forge(provision):
    return a_group(a_site(provision), "Forge")


@pytest.fixture
def netherfold(provision):
    return a_commissioner(provision, name="Netherfold Academy", notice_email="attendance@netherfold.example")


@pytest.fixture
def callum(forge, netherfold):
    pupil = a_pupil("Callum Tarn", group=forge, commissioner=netherfold, upn="A123456789012")
    a_contact(pupil, name="Len Tarn", relationship="Grandfather")
    marked(pupil)
    return pupil


def drafted(provision, clock="09:04"):
    draft_school_emails(provision.pk, at(clock))
    return list(Message.objects.order_by("pk"))


def sent(provision, clock):
    """Let the worker draft, send, and heed the answers; return every email there is."""
    draft_school_emails(provision.pk, at(clock))
    send_due(at(clock))
    draft_school_emails(provision.pk, at(clock))
    return list(Message.objects.order_by("pk"))


def agreed(school, **terms):
    type(school).objects.filter(pk=school.pk).update(**terms)


def with_policy(provision, now_here):
    """Put the policy in force again, with or without news of arrivals."""
    version = PolicyVersion.objects.filter(provision=provision).latest("pk")
    text = re.sub(r"\nnow_here = \w+", f"\nnow_here = {now_here}", version.text)
    assert f"now_here = {now_here}" in text
    version.pk, version.text, version.starts_on = None, text, day(MONDAY)
    version.save(force_insert=True)


def visible(html: str) -> str:
    body = re.sub(r"(?s)<head>.*?</head>", "", html)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


class TestASchoolsOwnTime:
    def test_moves_the_email_with_it_in_proportion(self, provision, netherfold, forge):
        agreed(netherfold, tell_within_minutes=60)
        marked(a_pupil(group=forge, commissioner=netherfold))
        (email,) = drafted(provision)
        assert (email.due_at, email.deadline_at) == (at("09:36"), at("09:50"))
        assert "We promised to tell you by 10:00." in email.text

    def test_leaves_five_minutes_for_the_telephone_when_it_is_short(self, provision, netherfold, forge):
        agreed(netherfold, tell_within_minutes=15)
        marked(a_pupil(group=forge, commissioner=netherfold))
        (email,) = drafted(provision)
        assert (email.due_at, email.deadline_at) == (at("09:09"), at("09:16"))

    def test_leaves_another_schools_alone(self, provision, netherfold, callum, forge):
        other = a_commissioner(provision, name="Tollgate Park", tell_within_minutes=60)
        marked(a_pupil(group=forge, commissioner=other))
        times = {email.to_name: email.due_at for email in drafted(provision)}
        assert times == {"Netherfold Academy": at("09:18"), "Tollgate Park": at("09:36")}


class TestTheTable:
    def table(self, email):
        (file,) = attachments_of(email)
        return file, list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))

    def test_goes_with_the_email_of_a_school_that_wants_one(self, provision, netherfold, callum):
        agreed(netherfold, notice_format="both")
        (email,) = drafted(provision)
        file, rows = self.table(email)
        assert file.name == "attendance-2026-11-23-AM.csv"
        assert [(row["upn"], row["mark"], row["proposed_code"]) for row in rows] == [("A123456789012", "N", "N")]
        assert "Callum T" in email.text

    def test_has_those_who_are_here_with_the_code_for_them(self, provision, netherfold, callum, forge):
        agreed(netherfold, notice_format="csv")
        marked(a_pupil("Dara Whitlow", group=forge, commissioner=netherfold), Choice.HERE)
        (email,) = drafted(provision)
        rows = {row["pupil"]: row["proposed_code"] for row in self.table(email)[1]}
        assert rows == {"Callum T": "N", "Dara W": "B"}

    def test_alone_leaves_the_pupils_out_of_the_email(self, provision, netherfold, callum):
        agreed(netherfold, notice_format="csv")
        (email,) = drafted(provision)
        assert "Callum" not in email.text + email.html
        assert "in the attached table" in email.text

    def test_has_nobody_of_another_school(self, provision, netherfold, callum, forge):
        agreed(netherfold, notice_format="csv")
        marked(a_pupil("Idris Calloway", group=forge, commissioner=a_commissioner(provision)))
        email = next(each for each in drafted(provision) if each.to_name == "Netherfold Academy")
        assert [row["pupil"] for row in self.table(email)[1]] == ["Callum T"]

    def test_has_no_cell_that_a_spreadsheet_would_calculate(self, provision, netherfold, forge):
        agreed(netherfold, notice_format="csv")
        pupil = a_pupil("=Sum Tarn", group=forge, commissioner=netherfold)
        marked(pupil)
        rings(pupil, "not_coming", code_key="I", reason="=HYPERLINK(1)")
        (email,) = drafted(provision, "09:09")
        cells = [cell for row in self.table(email)[1] for cell in row.values()]
        assert not [cell for cell in cells if cell[:1] in "=+-@" and cell]
        assert "'=HYPERLINK(1)" in cells


class TestBeforeItIsOpened:
    @pytest.mark.parametrize("outcome", ["no_answer", "not_coming"])
    def test_an_email_shows_no_pupils_name(self, provision, callum, outcome):
        rings(callum, outcome, **({"code_key": "I", "reason": "Ill"} if outcome == "not_coming" else {}))
        (email,) = drafted(provision, "09:09")
        for seen in (email.subject, " ".join(email.text.split())[:VISIBLE], visible(email.html)[:VISIBLE]):
            assert "Callum" not in seen
        assert "Callum T" in email.text


class TestTheHeadline:
    def test_tells_those_whose_reason_is_known_from_the_rest(self, provision, callum, forge, netherfold):
        rhys = a_pupil("Rhys Cawdell", group=forge, commissioner=netherfold)
        marked(rhys)
        rings(rhys, "not_coming", code_key="I", reason="Flu")
        (email,) = drafted(provision, "09:09")
        assert "TWO OF YOUR PUPILS ARE NOT HERE THIS MORNING; OF ONE WE DO NOT KNOW WHY" in email.text


class TestNobodyLeftToRing:
    def test_sends_the_email_at_once(self, provision, callum):
        drafted(provision)
        for number, contact in enumerate(callum.contacts.order_by("priority")):
            rings(callum, "no_answer", clock=f"09:0{7 + number}", contact=contact)
        (email,) = drafted(provision, "09:09")
        assert email.state == "queued"
        assert "everybody we may ring has been tried" in email.text

    def test_does_not_hurry_the_news_of_another_pupil(self, provision, callum, forge, netherfold):
        rhys = a_pupil("Rhys Cawdell", group=forge, commissioner=netherfold)
        marked(rhys)
        drafted(provision)
        for number, contact in enumerate(callum.contacts.order_by("priority")):
            rings(callum, "no_answer", clock=f"09:0{7 + number}", contact=contact)
        patient, urgent = drafted(provision, "09:09")
        assert "Callum T" in urgent.text and "Rhys C" not in urgent.text
        assert "Rhys C" in patient.text and "Callum T" not in patient.text
        assert (patient.due_at, urgent.due_at) == (at("09:18"), at("09:10"))

    def test_does_not_send_what_somebody_holds(self, provision, callum):
        (email,) = drafted(provision)
        outbox.hold(email, by=PRIYA, at=at("09:05"))
        for number, contact in enumerate(callum.contacts.order_by("priority")):
            rings(callum, "no_answer", clock=f"09:0{7 + number}", contact=contact)
        assert [each.state for each in drafted(provision, "09:09")] == ["held"]


class TestAHeldEmail:
    def test_takes_in_nobody_new(self, provision, callum, forge, netherfold):
        (email,) = drafted(provision)
        outbox.hold(email, by=PRIYA, at=at("09:05"))
        marked(a_pupil("Rhys Cawdell", group=forge, commissioner=netherfold), clock="09:06")
        held, other = drafted(provision, "09:07")
        assert (held.state, other.state) == ("held", "drafted")
        assert "Rhys" not in held.text and "Rhys C" in other.text


class TestTwoWorkers:
    def test_take_nothing_back_that_the_other_has_put_out_meanwhile(self, provision, callum):
        (as_read_before,) = drafted(provision)
        outbox.queue(Message.objects.get(), by=PRIYA, at=at("09:18"))
        assert take_back(as_read_before, at("09:18")) == 0
        assert Message.objects.get().state == "queued" and duty(callum, "tell-the-school").messages.exists()


class TestCopies:
    @pytest.fixture
    def bev(self, netherfold):
        return LinkPerson.objects.create(
            commissioner=netherfold, name="Bev Ashdown", email="bev@netherfold.example", receives_notices=True
        )

    def test_go_to_the_people_who_get_them_with_a_message_id_of_their_own(self, provision, callum, bev, mail_server):
        mail_server()
        drafted(provision)
        original, copy = sent(provision, "09:18")
        assert (copy.to_address, copy.purpose) == ("bev@netherfold.example", "session-absences-copy")
        assert copy.message_id != original.message_id
        assert not copy.duties.exists()

    def test_are_sent_once(self, provision, callum, bev, mail_server):
        school = mail_server()
        for clock in ("09:04", "09:18", "09:19", "09:20"):
            sent(provision, clock)
        assert len(school.taken) == 2

    def test_meet_no_duty_where_the_original_is_refused(self, provision, callum, bev, mail_server):
        mail_server(RCPT=["550 no such mailbox"])
        drafted(provision)
        drafted(provision, "09:18")
        Message.objects.filter(purpose="session-absences-copy").update(next_try_at=at("09:19"))
        sent(provision, "09:18")
        sent(provision, "09:19")
        assert [each.state for each in Message.objects.order_by("pk")] == ["failed", "accepted"]
        assert duty(callum, "tell-the-school").state == Duty.State.OPEN

    def test_stand_in_for_a_school_without_an_address(self, provision, callum, netherfold, bev):
        agreed(netherfold, notice_email="")
        (email,) = drafted(provision)
        assert email.to_address == "bev@netherfold.example"


class TestWhoCameLate:
    def test_is_in_the_email_of_a_school_that_wants_to_know(self, provision, callum, forge, netherfold):
        agreed(netherfold, wants_late=True)
        dara = a_pupil("Dara Whitlow", group=forge, commissioner=netherfold)
        marked(dara, Choice.LATE, clock="09:12")
        (email,) = drafted(provision, "09:13")
        assert "Late, 12 minutes (L)" in email.text
        assert "ONE OF YOUR PUPILS HAS NOT BEEN SEEN" in email.text

    def test_has_an_email_of_its_own_at_the_close_where_nobody_is_away(self, provision, forge, netherfold, mail_server):
        agreed(netherfold, wants_late=True)
        marked(a_pupil("Dara Whitlow", group=forge, commissioner=netherfold), Choice.LATE, clock="09:12")
        (email,) = drafted(provision, "09:13")
        assert (email.purpose, email.due_at) == ("late-arrivals", at("09:30"))
        mail_server()
        assert [each.state for each in sent(provision, "09:30")] == ["accepted"]

    def test_is_nothing_to_a_school_that_did_not_ask(self, provision, forge, netherfold):
        marked(a_pupil(group=forge, commissioner=netherfold), Choice.LATE, clock="09:12")
        assert drafted(provision, "09:13") == []


class TestWhoComesAfterAll:
    def test_is_no_longer_told_of_where_the_email_waits_to_go(self, provision, callum, mail_server):
        drafted(provision)
        draft_school_emails(provision.pk, at("09:18"))
        registers.record_arrival(line_of(callum).pk, at("09:18"), by=PRIYA, at=at("09:18"))
        school = mail_server()
        assert [each.state for each in sent(provision, "09:19")] == ["cancelled"]
        assert school.taken == []

    def test_leaves_the_other_pupil_of_the_school_told_in_time(self, provision, callum, forge, netherfold, mail_server):
        rhys = a_pupil("Rhys Cawdell", group=forge, commissioner=netherfold)
        marked(rhys)
        drafted(provision)
        draft_school_emails(provision.pk, at("09:18"))
        registers.record_arrival(line_of(callum).pk, at("09:18"), by=PRIYA, at=at("09:18"))
        school = mail_server()
        sent(provision, "09:19")
        sent(provision, "09:20")
        (mail,) = school.taken
        assert "Callum" not in mail.get_body(("plain",)).get_content()
        assert duty(rhys, "tell-the-school").state == "met"

    def test_is_told_as_now_here_to_a_school_that_was_told_once(self, provision, callum, mail_server):
        with_policy(provision, "true")
        school = mail_server()
        drafted(provision)
        sent(provision, "09:18")
        registers.record_arrival(line_of(callum).pk, at("09:24"), by=PRIYA, at=at("09:24"))
        for clock in ("09:24", "09:25", "09:26", "09:40"):
            sent(provision, clock)
        assert len(school.taken) == 2
        news = Message.objects.get(purpose="now-here")
        assert "ONE OF YOUR PUPILS IS HERE NOW" in news.text
        assert "Late, 24 minutes (L)" in news.text
        assert "Callum" not in news.subject

    def test_is_told_where_the_school_had_heard_by_telephone(self, provision, callum, netherfold):
        from firstbell.domain.contact import Outcome
        from firstbell.followup.board.board import waiting_for_school
        from firstbell.followup.commands import tell_school

        with_policy(provision, "true")
        waiting = waiting_for_school(provision.pk, netherfold.pk, day(MONDAY), "AM")
        told = {"outcome": Outcome.TOLD_THE_SCHOOL, "spoke_to": "Mrs Hale"}
        tell_school(waiting, netherfold, **told, by=PRIYA, at=at("09:12"))
        registers.record_arrival(line_of(callum).pk, at("09:24"), by=PRIYA, at=at("09:24"))
        drafted(provision, "09:24")
        assert Message.objects.get(state="drafted").purpose == "now-here"

    def test_is_not_news_where_the_policy_does_not_say_so(self, provision, callum, mail_server):
        with_policy(provision, "false")
        mail_server()
        drafted(provision)
        sent(provision, "09:18")
        registers.record_arrival(line_of(callum).pk, at("09:24"), by=PRIYA, at=at("09:24"))
        sent(provision, "09:25")
        assert not Message.objects.filter(purpose="now-here").exists()


class TestWhoLeftWithoutLeave:
    def test_is_told_to_the_school(self, provision, forge, netherfold):
        dara = a_pupil("Dara Whitlow", group=forge, commissioner=netherfold)
        marked(dara, Choice.HERE, clock="09:02")
        registers.left_without_leave(line_of(dara).pk, at("10:40"), by=PRIYA, at=at("10:42"))
        (email,) = drafted(provision, "10:43")
        assert "ONE OF YOUR PUPILS LEFT WITHOUT LEAVE THIS MORNING" in email.text
        assert "Left without leave at 10:40" in email.text
        assert email.due_at == at("10:58")


class TestAnEmailThatCameBack:
    def test_opens_again_what_it_had_met_and_asks_for_a_call(self, provision, callum, mail_server):
        mail_server()
        drafted(provision)
        (email,) = sent(provision, "09:18")
        assert duty(callum, "tell-the-school").state == "met"
        outbox.bounced(email, "550 5.1.1 no such user", at("09:21"))
        assert duty(callum, "tell-the-school").state == Duty.State.OPEN
        call = Duty.objects.get(pupil=callum, rule="message-failed")
        assert (call.kind, call.due_at, call.commissioner) == ("phone-the-school", at("09:26"), email.commissioner)

    def test_says_so_once(self, provision, callum, mail_server):
        mail_server()
        drafted(provision)
        (email,) = sent(provision, "09:18")
        outbox.bounced(email, "550 5.1.1 no such user", at("09:21"))
        email.refresh_from_db()
        message_settled(email, at("09:22"))
        assert Duty.objects.filter(pupil=callum, rule="message-failed").count() == 1
        assert len(drafted(provision, "09:23")) == 1


class TestWhatWasTold:
    def test_is_kept_by_pupil(self, provision, callum, forge, netherfold):
        agreed(netherfold, wants_late=True)
        dara = a_pupil("Dara Whitlow", group=forge, commissioner=netherfold)
        marked(dara, Choice.LATE, clock="09:12")
        drafted(provision, "09:13")
        told = {(each.pupil.first_name, each.says) for each in ToldPupil.objects.select_related("pupil")}
        assert told == {("Callum", "away"), ("Dara", "late")}

    def test_follows_the_draft(self, provision, callum, forge, netherfold):
        rhys = a_pupil("Rhys Cawdell", group=forge, commissioner=netherfold)
        marked(rhys)
        drafted(provision)
        registers.record_arrival(line_of(rhys).pk, at("09:10"), by=PRIYA, at=at("09:10"))
        drafted(provision, "09:11")
        assert [each.pupil for each in ToldPupil.objects.all()] == [callum]
