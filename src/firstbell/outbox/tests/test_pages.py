"""The pages of messages: sent together, taken back, with their files, in another language."""

from __future__ import annotations

import pytest
from django.urls import reverse

from firstbell.outbox import commands
from firstbell.outbox.channels import Attachment
from firstbell.outbox.models import Batch, Message
from firstbell.outbox.sending import send_due
from firstbell.outbox.tests.test_sending import GOES, PRIYA, a_message, state_of
from firstbell.outbox.tests.test_texts import a_text
from tests.builders import a_member, a_provision, london

pytestmark = pytest.mark.django_db
NINE_TEN = london("2026-11-23 09:10")
TABLE = Attachment("attendance-2026-11-23.csv", "text/csv", b"code\r\nN\r\n")


@pytest.fixture
def provision(client, clock_stands_at):
    clock_stands_at("2026-11-23 09:10")
    provision = a_provision(name="Alder Yard")
    client.force_login(a_member(provision, "attendance_lead"), backend="firstbell.accounts.backend.StaffBackend")
    return provision


def shown(answer):
    return " ".join(answer.content.decode().split())


class TestSendingTogether:
    @pytest.fixture
    def drafts(self, provision):
        return [a_message(provision, key=f"school {number}") for number in range(3)]

    def test_shows_whom_it_would_send_to_and_sends_nothing(self, client, drafts):
        page = shown(client.get(reverse("outbox:together")))
        assert page.count("attendance@netherfold.example") == 3
        assert "Nothing has gone yet. After you press, you have 60 seconds to take them all back." in page
        assert {state_of(draft) for draft in drafts} == {"drafted"}

    def test_sends_those_that_were_shown_and_offers_to_take_them_back(self, client, drafts):
        chosen = {"message": [draft.pk for draft in drafts[:2]]}
        page = shown(client.post(reverse("outbox:together"), chosen, follow=True))
        assert "They go at 09:11:00, in 60 seconds." in page and "Undo: take them all back" in page
        assert [state_of(draft) for draft in drafts] == ["queued", "queued", "drafted"]

    def test_is_undone_by_one_press(self, client, drafts):
        client.post(reverse("outbox:together"), {"message": [draft.pk for draft in drafts]})
        page = shown(client.post(reverse("outbox:undo", args=[Batch.objects.get().pk]), follow=True))
        assert "3 taken back and held." in page
        assert {state_of(draft) for draft in drafts} == {"held"}

    def test_that_comes_too_late_to_undo_says_so(self, client, drafts, mailoutbox):
        client.post(reverse("outbox:together"), {"message": [draft.pk for draft in drafts]})
        batch = Batch.objects.get()
        send_due(batch.goes_at)
        page = shown(client.post(reverse("outbox:undo", args=[batch.pk]), follow=True))
        assert "They can no longer be taken back." in page

    def test_of_more_than_the_policy_allows_is_shown_and_not_offered(self, client, provision):
        for number in range(31):
            a_message(provision, key=f"school {number}")
        page = shown(client.get(reverse("outbox:together")))
        assert "one press sends 30 at most" in page and "button-go" not in page
        client.post(reverse("outbox:together"), {"message": list(Message.objects.values_list("pk", flat=True))})
        assert not Batch.objects.exists()

    def test_sends_no_message_of_another_provision(self, client, drafts):
        other = a_message(key="elsewhere")
        client.post(reverse("outbox:together"), {"message": [drafts[0].pk, other.pk]})
        assert state_of(other) == "drafted"

    def test_with_nothing_to_send_leads_back_to_the_list(self, client, provision):
        page = shown(client.get(reverse("outbox:together"), follow=True))
        assert "None of these messages waits any more." in page or "No messages about this day" in page

    def test_is_offered_on_the_list_where_more_than_one_waits(self, client, drafts):
        assert "Look at the 3 that wait, and send them together" in shown(client.get(reverse("outbox:list")))


class TestAMessageWithAFile:
    @pytest.fixture
    def message(self, provision):
        return a_message(provision, attachments=[TABLE])

    def test_lists_it_and_gives_it_to_be_kept(self, client, message):
        address = reverse("outbox:attachment", args=[message.pk, message.attachments.get().pk])
        assert address in shown(client.get(reverse("outbox:message", args=[message.pk])))
        answer = client.get(address)
        assert b"".join(answer.streaming_content) == TABLE.content
        assert answer.headers["Content-Disposition"] == 'attachment; filename="attendance-2026-11-23.csv"'

    def test_may_go_without_it(self, client, message):
        commands.hold(message, by=PRIYA, at=NINE_TEN)
        words = {"subject": "Alder Yard", "text": "Please ring.", "leave_out_files": "on"}
        client.post(reverse("outbox:edit", args=[message.pk]), words)
        message.refresh_from_db()
        assert (commands.attachments_of(message), message.text) == ((), "Please ring.")

    def test_says_so_in_the_list(self, client, message):
        assert "1 file" in shown(client.get(reverse("outbox:list")))


class TestAText:
    def test_is_changed_without_a_subject(self, client, provision):
        text = a_text(provision=provision)
        Message.objects.filter(pk=text.pk).update(state="held", next_try_at=None)
        page = shown(client.get(reverse("outbox:message", args=[text.pk])))
        assert 'name="text"' in page and 'name="subject"' not in page
        client.post(reverse("outbox:edit", args=[text.pk]), {"text": "Please ring us."})
        assert Message.objects.get(pk=text.pk).text == "Please ring us."

    def test_in_another_language_stands_beside_its_english_twin(self, client, provision):
        text = a_text(provision=provision, words="براہ کرم فون کریں")
        Message.objects.filter(pk=text.pk).update(language="ur", english="Please ring.")
        page = shown(client.get(reverse("outbox:message", args=[text.pk])))
        assert 'lang="ur" dir="auto"' in page and "<h2>In English</h2> <div><p>Please ring.</p></div>" in page


class TestTheSteps:
    def test_say_who_acted_and_what_the_server_said(self, client, provision, mail_server):
        mail_server(RCPT=["451 greylisted", None])
        message = a_message(provision)
        commands.release(message, by=PRIYA, at=GOES)
        send_due(GOES)
        send_due(Message.objects.get().next_try_at)
        page = shown(client.get(reverse("outbox:message", args=[message.pk])))
        for words in ("451 greylisted", "250 2.0.0 queued as Z1", "Priya Nair", "Accepted by their server"):
            assert words in page
