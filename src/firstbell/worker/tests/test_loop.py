"""The worker acts on what is due, once, whatever else goes wrong."""

from __future__ import annotations

import threading
import time as machine
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstbell.duties.models import Duty
from firstbell.followup.tests.mornings import at, duty, marked, rings
from firstbell.journal.models import Checkpoint, JournalEntry
from firstbell.outbox.models import Message
from firstbell.registers.models import Register
from firstbell.worker import loop
from firstbell.worker.models import Heartbeat
from tests.builders import a_group, a_provision, a_pupil, a_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def pupil():
    return a_pupil("Callum Tarn", group=a_group(a_site(a_provision(name="Alder Yard"))))


class TestTheDay:
    def test_opens_at_two_in_the_morning(self, pupil):
        loop.turn(at("01:59"))
        assert not Register.objects.exists()
        loop.turn(at("02:00"))
        assert Register.objects.filter(on="2026-11-23").count() == 2

    def test_makes_every_register_due_before_anybody_thinks_of_it(self, pupil):
        loop.turn(at("02:00"))
        due = Duty.objects.filter(kind="take-the-register").order_by("due_at")
        assert [(each.session, each.due_at) for each in due] == [("AM", at("09:05")), ("PM", at("13:05"))]

    def test_ends_by_counting_as_missed_what_was_never_done(self, pupil):
        loop.turn(at("02:00"))
        marked(pupil)
        loop.turn(at("02:00", "2026-11-24"))
        assert (duty(pupil, "call-home").state, duty(pupil, "decide-n").state) == ("missed", "open")

    def test_begins_with_a_note_of_how_far_the_journal_had_come(self, pupil):
        loop.open_days(at("02:00"))
        note = Checkpoint.objects.get(chain=pupil.provision_id)
        assert (str(note.day), note.count) == ("2026-11-23", JournalEntry.objects.count())


class TestADutyThatIsNotDone:
    def test_is_late_the_moment_its_time_has_passed(self, pupil):
        marked(pupil)
        loop.turn(at("09:10"))
        assert not duty(pupil, "call-home").was_late
        loop.turn(at("09:10") + timedelta(seconds=1))
        assert duty(pupil, "call-home").was_late

    def test_stays_to_be_done(self, pupil):
        marked(pupil)
        loop.turn(at("09:11"))
        assert duty(pupil, "call-home").state == Duty.State.OPEN

    def test_is_judged_once(self, pupil):
        marked(pupil)
        loop.turn(at("09:11"))
        loop.turn(at("09:12"))
        late = JournalEntry.objects.filter(
            verb="duty.late", about=f"pupil:{pupil.pk}", facts__contains='"rule":"call-home"'
        )
        assert late.count() == 1


class TestAWholeMorning:
    def test_ends_with_the_school_told_in_time_and_nobody_touching_anything(self, pupil, mail_server):
        school = mail_server()
        marked(pupil)
        for clock_time in ("09:04", "09:10", "09:17", "09:18", "09:19"):
            loop.turn(at(clock_time))
        told = duty(pupil, "tell-the-school")
        assert (told.state, told.was_late, len(school.taken)) == ("met", False, 1)

    def test_ends_with_the_phone_where_the_server_stays_away(self, pupil, mail_server, settings):
        mail_server()
        settings.EMAIL_PORT = 1
        marked(pupil)
        for minute in range(4, 27):
            for second in (0, 20, 40):
                loop.turn(at(f"09:{minute:02}") + timedelta(seconds=second))
        assert Message.objects.get().state == "failed"
        phone = Duty.objects.get(pupil=pupil, rule="phone-the-school", session="AM")
        assert (phone.state, phone.was_late) == ("open", True)


class TestATurn:
    def test_with_nothing_due_asks_little_and_writes_nothing(self, pupil):
        for seconds in (0, 1):
            loop.turn(at("02:00") + timedelta(seconds=seconds))
        with CaptureQueriesContext(connection) as asked:
            loop.turn(at("02:00") + timedelta(seconds=2))
        assert len(asked) <= 10
        assert all(query["sql"].startswith("SELECT") for query in asked)

    def test_goes_on_with_the_other_steps_when_one_fails(self, pupil, monkeypatch):
        def broken(at):
            raise RuntimeError("the day cannot be opened")

        monkeypatch.setattr(loop, "THINKING", (broken, loop.judge_duties))
        marked(pupil)
        loop.turn(at("09:11"))
        assert duty(pupil, "call-home").was_late
        assert Heartbeat.objects.get().fault == "broken: the day cannot be opened"


@pytest.mark.django_db(transaction=True)
class TestTheLoop:
    def test_is_kept_from_no_deadline_by_a_long_daily_job(self, pupil, clock_runs_from, monkeypatch):
        marked(pupil)
        clock_runs_from("2026-11-23 09:09:59")
        begun, stop = threading.Event(), threading.Event()

        def long_job(at):
            begun.set()
            stop.wait(20)

        monkeypatch.setattr(loop, "CHORES", (long_job,))
        worker = threading.Thread(target=loop.run, args=(stop,))
        worker.start()
        assert begun.wait(5)
        until = machine.monotonic() + 10
        while not duty(pupil, "call-home").was_late and machine.monotonic() < until:
            machine.sleep(0.05)
        was_late = duty(pupil, "call-home").was_late
        stop.set()
        worker.join(10)
        assert was_late

    def test_acts_within_two_seconds_of_the_time_and_stops_when_told(self, pupil, clock_runs_from):
        marked(pupil)
        clock_runs_from("2026-11-23 09:09:59")
        stop = threading.Event()
        worker = threading.Thread(target=loop.run, args=(stop,))
        worker.start()
        try:
            for _ in range(60):
                machine.sleep(0.1)
                if duty(pupil, "call-home").was_late:
                    break
        finally:
            stop.set()
            worker.join(timeout=10)
        written = JournalEntry.objects.get(verb="duty.late", facts__contains='"rule":"call-home"')
        assert written.at - at("09:10") <= timedelta(seconds=2)
        assert not worker.is_alive()


class TestASecondLook:
    def test_draws_no_email_again_where_nothing_happened(self, pupil):
        marked(pupil)
        for second in range(3):
            loop.turn(at("09:04") + timedelta(seconds=second))
        with CaptureQueriesContext(connection) as asked:
            loop.turn(at("09:05"))
        assert not any("outbox_message" in query["sql"] and "duties" in query["sql"] for query in asked)

    def test_draws_it_again_as_soon_as_something_did(self, pupil):
        marked(pupil)
        for second in range(3):
            loop.turn(at("09:04") + timedelta(seconds=second))
        rings(pupil, "no_answer", clock="09:07")
        loop.turn(at("09:07"))
        assert "09:07 mother, no answer." in Message.objects.get().text
