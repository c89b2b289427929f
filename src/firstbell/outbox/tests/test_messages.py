"""A message until it goes: drafted from the log, held, changed and let go by people, with every step kept."""

from __future__ import annotations

import pytest
from django.urls import reverse

from firstbell.outbox import commands, mail_test
from firstbell.outbox.models import Message, MessageEvent
from firstbell.outbox.setup_steps import mail_step
from firstbell.outbox.tests.test_sending import GOES, PRIYA, a_message, state_of
from tests.builders import a_member, a_provision, london, staff

pytestmark = pytest.mark.django_db

NINE_TEN = london("2026-11-23 09:10")


class TestADraft:
    def test_of_the_same_key_is_the_same_message(self):
        provision = a_provision()
        assert a_message(provision).pk == a_message(provision).pk
        assert MessageEvent.objects.count() == 1

    def test_without_an_address_has_failed_and_says_to_ring(self):
        message = commands.draft(
            provision_id=a_provision().pk,
            key="x",
            purpose="session-absences",
            to=commands.Recipient(None, "Tollgate Park", ""),
            on=GOES.date(),
            content=commands.Content("Attendance", "…"),
            due_at=GOES,
            by=PRIYA,
            at=NINE_TEN,
        )
        assert (message.state, message.server_reply) == ("failed", commands.NO_ADDRESS)

    def test_is_drawn_again_as_the_log_grows(self):
        message = a_message()
        assert commands.redraw(message, commands.Content("Attendance", "New"), by=PRIYA, at=NINE_TEN)
        assert Message.objects.get().text == "New"

    def test_that_would_read_the_same_is_left_alone(self):
        message = a_message()
        same = commands.Content(message.subject, message.text, message.html)
        assert not commands.redraw(message, same, by=PRIYA, at=NINE_TEN)


class TestHolding:
    def test_keeps_a_draft_from_going_by_itself(self):
        message = a_message()
        commands.hold(message, by=PRIYA, at=NINE_TEN)
        assert not commands.queue(message, by=PRIYA, at=GOES)
        assert state_of(message) == "held"

    def test_ends_when_somebody_lets_it_go(self):
        message = a_message()
        commands.hold(message, by=PRIYA, at=NINE_TEN)
        commands.release(message, by=PRIYA, at=NINE_TEN)
        assert (state_of(message), Message.objects.get().next_try_at) == ("queued", NINE_TEN)

    def test_comes_too_late_for_what_has_gone(self):
        message = a_message()
        commands.queue(message, by=PRIYA, at=GOES)
        with pytest.raises(commands.TooLate, match="can no longer be held. Nothing was changed. Ring them"):
            commands.hold(message, by=PRIYA, at=GOES)


class TestChangingTheWords:
    def test_is_for_a_held_message_alone(self):
        with pytest.raises(commands.TooLate):
            commands.edit(a_message(), subject="Mine", text="Mine", by=PRIYA, at=NINE_TEN)

    def test_keeps_the_log_from_drawing_over_them(self):
        message = a_message()
        commands.hold(message, by=PRIYA, at=NINE_TEN)
        commands.edit(message, subject="Mine", text="Mine", by=PRIYA, at=NINE_TEN)
        assert not commands.redraw(message, commands.Content("Drawn", "Drawn"), by=PRIYA, at=NINE_TEN)
        kept = Message.objects.get()
        assert (kept.text, kept.html, kept.edited_by) == ("Mine", "", "Priya Nair")


class TestThePages:
    @pytest.fixture
    def message(self, client, clock_runs_from):
        clock_runs_from("2026-11-23 09:10")
        provision = a_provision(name="Alder Yard")
        user = a_member(provision, "attendance_lead")
        client.force_login(user, backend="firstbell.accounts.backend.StaffBackend")
        return a_message(provision)

    def test_list_the_messages_of_the_day(self, client, message):
        page = client.get(reverse("outbox:list")).content.decode()
        assert "Netherfold Academy" in page

    def test_show_a_message_with_its_trail(self, client, message):
        page = client.get(reverse("outbox:message", args=[message.pk])).content.decode()
        assert "Goes at 09:18 unless you hold it" in page
        assert message.message_id.strip("<>") in page

    def test_hold_change_and_let_go(self, client, message):
        client.post(reverse("outbox:hold", args=[message.pk]))
        words = {"subject": "Alder Yard: this morning", "text": "Please ring us."}
        page = client.post(reverse("outbox:edit", args=[message.pk]), words, follow=True)
        assert "Your words are in the message" in page.content.decode()
        client.post(reverse("outbox:release", args=[message.pk]))
        assert state_of(message) == "queued"

    def test_refuse_an_empty_text_and_keep_what_was_typed(self, client, message):
        commands.hold(message, by=PRIYA, at=NINE_TEN)
        page = client.post(reverse("outbox:edit", args=[message.pk]), {"subject": "Kept", "text": ""})
        assert page.status_code == 422
        assert 'value="Kept"' in page.content.decode()

    def test_cancel_what_should_not_go(self, client, message):
        client.post(reverse("outbox:cancel", args=[message.pk]))
        assert state_of(message) == "cancelled"

    def test_do_not_show_another_provisions_message(self, client, message):
        other = a_message(key="other")
        assert client.get(reverse("outbox:message", args=[other.pk])).status_code == 404


class TestTheMailTest:
    @pytest.fixture
    def head(self, client, clock_runs_from):
        clock_runs_from("2026-11-23 09:10")
        user = a_member(a_provision(), "head")
        client.force_login(user, backend="firstbell.accounts.backend.StaffBackend")
        return user

    def test_goes_to_whoever_asks_and_shows_what_the_server_said(self, client, head, mail_server):
        school = mail_server()
        page = client.post(reverse("outbox:mail_test")).content.decode()
        assert school.taken[0]["To"].addresses[0].addr_spec == head.email
        assert "250 2.0.0 queued as Z1" in page

    def test_says_what_a_refusal_means(self, client, head, mail_server):
        mail_server(MAIL=["535 sign in first"])
        page = client.post(reverse("outbox:mail_test")).content.decode()
        assert "The test was not sent." in page
        assert "535 sign in first" in page


class TestSettingUp:
    def test_asks_for_a_mail_test_until_one_was_accepted(self, mail_server):
        mail_server()
        head = staff(a_provision(), "head")
        assert not mail_step(head, GOES.date()).is_done
        mail_test.send(head, at=GOES)
        assert mail_step(head, GOES.date()).is_done
