"""A meeting is arranged, everybody is asked in their calendar, and what came of it is kept (AL-9, SS-24)."""

from dataclasses import replace
from datetime import date, time
from email import message_from_bytes

import pytest
from django.core import mail

from firstbell.domain.duties import DutyKind
from firstbell.duties.models import Duty
from firstbell.outbox.channels import Mail
from firstbell.outbox.channels.envelope import letter
from firstbell.outbox.commands import attachments_of
from firstbell.outbox.models import Message
from firstbell.support.cases.commands import open_case
from firstbell.support.meetings import commands
from firstbell.support.meetings.askable import askable
from firstbell.support.meetings.commands import Details
from firstbell.support.models import Invitee, Meeting
from tests import builders
from tests.support.times import london

pytestmark = pytest.mark.django_db
AT = london("2026-11-23 15:00")
AFTER = london("2026-11-25 16:00")
TODAY = date(2026, 11, 23)
DETAILS = Details("How Mondays can work", date(2026, 11, 25), time(14), time(14, 45), place="Forge room")


@pytest.fixture
def pupil():
    pupil = builders.a_pupil("Maya Okoro", group=builders.a_group(builders.a_site(builders.a_provision(
        email="office@stones.example"))))  # fmt: skip
    pupil.contacts.update(email="ines@home.example", parental_responsibility=True)
    return pupil


@pytest.fixture
def by(pupil):
    return builders.staff(pupil.provision).actor


@pytest.fixture
def case(pupil, by):
    return open_case(pupil, why="Mondays are missed", by=by, at=AT)


@pytest.fixture
def meeting(case, by):
    """A meeting with the mother, and the school that is told of absences."""
    people = [each for each in askable(case.pupil, case, TODAY) if each.kind in ("parent", "school")]
    return commands.arrange(case, DETAILS, people, by=by, at=AT)


def sent() -> list[Message]:
    return list(Message.objects.filter(purpose="meeting").order_by("pk"))


def file_of(message: Message) -> str:
    [file] = attachments_of(message)
    return file.content.decode()


class TestWhoCanBeAsked:
    def test_are_those_the_record_knows_each_at_the_address_it_has(self, case):
        known = {each.name: each.email for each in askable(case.pupil, case, TODAY)}
        assert known["Ines Okoro"] == "ines@home.example"
        assert any(email.startswith("attendance@school") for email in known.values())

    def test_leave_out_whoever_must_never_be_written_to(self, case):
        builders.a_contact(case.pupil, name="Dad", safety="never", warning="Court order", email="dad@home.example")
        assert "Dad" not in {each.name for each in askable(case.pupil, case, TODAY)}

    def test_get_a_letter_where_a_warning_has_to_be_read_first(self, case):
        builders.a_contact(case.pupil, name="Nan", safety="warning", warning="Ring first", email="nan@home.example")
        [nan] = [each for each in askable(case.pupil, case, TODAY) if each.name == "Nan"]
        assert nan.email == "" and "Ring first" in nan.hint

    def test_count_a_professional_who_is_kept_on_the_case(self, case, by):
        added = {"name": "Ada Lowe", "organisation": "Wexcombe Council", "email": "ada@council.example"}
        commands.add_professional(case, **added, by=by, at=AT)
        assert "Ada Lowe" in {each.name for each in askable(case.pupil, case, TODAY)}


class TestArranging:
    def test_twice_is_arranging_once(self, meeting, case, by):
        assert commands.arrange(case, DETAILS, by=by, at=AT) == meeting
        assert Invitee.objects.filter(meeting=meeting).count() == 2


class TestAnInvitation:
    def test_goes_to_everybody_with_an_address_and_lands_in_their_calendar(self, meeting, by):
        commands.invite(meeting, by=by, at=AT)
        assert len(sent()) == 2
        assert all("METHOD:REQUEST" in file_of(message) for message in sent())
        assert all(f"UID:{meeting.uid}" in file_of(message) for message in sent())

    def test_names_no_pupil_in_its_subject_nor_in_the_calendar(self, meeting, by):
        commands.invite(meeting, by=by, at=AT)
        for message in sent():
            assert "Maya" not in message.subject + file_of(message)
            assert "Maya" in message.text

    def test_can_be_taken_back_for_a_moment_where_several_go_together(self, meeting, by):
        batch = commands.invite(meeting, by=by, at=AT)
        assert batch is not None and batch.goes_at > AT

    def test_is_not_sent_twice(self, meeting, by):
        commands.invite(meeting, by=by, at=AT)
        with pytest.raises(commands.NobodyToAsk):
            commands.invite(meeting, by=by, at=AT)

    def test_is_read_by_mail_programs_as_an_invitation(self, meeting, by):
        commands.invite(meeting, by=by, at=AT)
        message = sent()[0]
        built = letter(
            Mail("Stones", "", message.to_name, message.to_address, message.subject, message.text, "", "<1@x>",
                 attachments_of(message))
        ).message()  # fmt: skip
        [part] = [
            part
            for part in message_from_bytes(built.as_bytes(linesep="\r\n")).walk()
            if part.get_content_type() == "text/calendar"
        ]
        assert part.get_param("method") == "REQUEST" and part.get_param("charset") == "utf-8"
        assert part.get_payload(decode=True) == attachments_of(message)[0].content

    def test_of_a_new_time_carries_a_higher_number_to_those_who_had_the_old_one(self, meeting, by):
        commands.invite(meeting, by=by, at=AT)
        assert commands.change(meeting, replace(DETAILS, starts_time=time(13)), by=by, at=AT)
        commands.invite(meeting, by=by, at=AT)
        last = sent()[-1]
        assert "SEQUENCE:1" in file_of(last) and "new time or place" in last.subject
        assert all(f"UID:{meeting.uid}" in file_of(message) for message in sent())

    def test_needs_no_sending_again_where_only_its_words_changed(self, meeting, by):
        commands.invite(meeting, by=by, at=AT)
        assert not commands.change(meeting, replace(DETAILS, agenda="Bring the diary"), by=by, at=AT)
        assert meeting.sequence == 0

    def test_that_was_held_back_goes_no_more_once_the_time_changed(self, meeting, by):
        commands.invite(meeting, by=by, at=AT)
        commands.change(meeting, replace(DETAILS, starts_time=time(13)), by=by, at=AT)
        commands.invite(meeting, by=by, at=AT)
        assert [message.state for message in sent()] == ["cancelled", "cancelled", "queued", "queued"]


class TestCancelling:
    def test_takes_the_entry_out_of_every_calendar_that_has_it(self, meeting, by):
        commands.invite(meeting, by=by, at=AT)
        Message.objects.filter(purpose="meeting").update(state="accepted", next_try_at=None)
        assert commands.cancel(meeting, why="The school is closed", by=by, at=AT) == 2
        last = sent()[-1]
        assert {"METHOD:CANCEL", "SEQUENCE:1", f"UID:{meeting.uid}"} <= set(file_of(last).split("\r\n"))
        assert "The school is closed" in last.text and last.state == "queued"

    def test_tells_nobody_of_a_meeting_they_never_heard_of(self, meeting, by):
        assert commands.cancel(meeting, why="Too soon", by=by, at=AT) == 0
        assert sent() == []

    def test_is_done_once(self, meeting, by):
        commands.cancel(meeting, why="Too soon", by=by, at=AT)
        with pytest.raises(commands.MeetingOver):
            commands.cancel(meeting, why="Again", by=by, at=AT)


class TestTheDayBefore:
    def test_reminds_those_who_have_the_invitation_once_and_not_in_the_night(self, meeting, by):
        commands.invite(meeting, by=by, at=AT)
        night = london("2026-11-24 02:00")
        for at in (night, night, london("2026-11-24 11:00")):
            commands.remind(meeting.case.provision_id, at)
        reminders = [message for message in sent() if message.key.endswith(":reminder")]
        assert len(reminders) == 2
        assert {message.next_try_at for message in reminders} == {london("2026-11-24 08:00")}

    def test_reminds_nobody_of_a_meeting_that_was_cancelled(self, meeting, by):
        commands.invite(meeting, by=by, at=AT)
        commands.cancel(meeting, why="Too soon", by=by, at=AT)
        commands.remind(meeting.case.provision_id, london("2026-11-24 02:00"))
        assert not any(message.key.endswith(":reminder") for message in sent())


class TestHoldingIt:
    def a_duty(self, case) -> Duty:
        return Duty.objects.create(
            provision=case.provision, rule="meeting", kind=DutyKind.MEETING, fact="attendance-below",
            subject=f"pupil:{case.pupil_id}", pupil=case.pupil, on=TODAY, owner_role="attendance_lead", met_by="done",
            sentence="Meet with parents and school", opened_at=AT, due_at=london("2026-12-04 16:00"),
        )  # fmt: skip

    def test_meets_what_was_due(self, meeting, by, case):
        duty = self.a_duty(case)
        commands.hold(meeting, {}, by=by, at=AFTER)
        duty.refresh_from_db()
        assert duty.state == Duty.State.MET

    def test_keeps_who_came_and_who_sent_apologies(self, meeting, by):
        mother, school = Invitee.objects.filter(meeting=meeting).order_by("kind")
        commands.hold(meeting, {mother.pk: "came", school.pk: "apologies"}, by=by, at=AFTER)
        assert [row.came for row in Invitee.objects.filter(meeting=meeting).order_by("kind")] == ["came", "apologies"]

    def test_cannot_be_before_it_has_begun(self, meeting, by):
        with pytest.raises(commands.StillToCome):
            commands.hold(meeting, {}, by=by, at=AT)
        assert Meeting.objects.get().held_at is None

    def test_keeps_minutes_that_were_put_right_beside_what_was_there(self, meeting, by):
        for words in ("Taxi at 8", "Taxi at 8:15"):
            commands.write_minutes(meeting, words, by=by, at=AFTER)
        assert [each.words for each in meeting.minutes.all()] == ["Taxi at 8", "Taxi at 8:15"]


class TestSendingItself:
    def test_is_the_workers_alone(self, meeting, by):
        commands.invite(meeting, by=by, at=AT)
        assert mail.outbox == []
