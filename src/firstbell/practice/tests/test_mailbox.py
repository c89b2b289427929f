"""The mailbox page of the practice provision."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from firstbell.outbox.sending import send_due
from firstbell.outbox.tests.test_texts import NINE_TWELVE, a_text
from firstbell.practice.models import PracticeMail
from firstbell.provisions.models import Provision
from tests import builders
from tests.support.times import london

pytestmark = pytest.mark.django_db
READER = "priya@alderyard.example"


@pytest.fixture
def reader() -> Client:
    client = Client()
    client.force_login(builders.a_member(builders.a_provision(), email=READER))
    return client


def some_mails(count: int) -> None:
    PracticeMail.objects.bulk_create(
        PracticeMail(
            to_address=READER,
            from_address="alderyard@example.org",
            subject=f"Mail {number}",
            text="Good morning.",
            received_at=london("2026-11-23 09:18") + timedelta(minutes=number),
        )
        for number in range(1, count + 1)
    )


class TestTheMailbox:
    def test_shows_the_newest_first_and_opens_it(self, reader):
        some_mails(2)
        told = reader.get(reverse("practice:mailbox")).content.decode()
        assert told.index("Mail 2") < told.index("Mail 1") and "<dd>Mail 2</dd>" in told

    def test_a_long_history_comes_in_pages(self, reader):
        some_mails(16)
        first = reader.get(reverse("practice:mailbox")).content.decode()
        second = reader.get(reverse("practice:mailbox"), {"page": "2"}).content.decode()
        assert "16 messages" in first and ">Mail 1<" not in first and "Next page" in first
        assert ">Mail 1<" in second

    def test_a_page_that_is_not_there_gives_the_last(self, reader):
        some_mails(1)
        assert reader.get(reverse("practice:mailbox"), {"page": "99"}).status_code == 200

    def test_without_mail_it_says_when_some_will_come(self, reader):
        assert "No mail yet" in reader.get(reverse("practice:mailbox")).content.decode()


class TestAText:
    def test_stands_among_the_emails_with_the_number_it_went_to(self, reader, settings):
        settings.EMAIL_BACKEND = "firstbell.practice.mail.MailboxBackend"
        message = a_text(provision=Provision.objects.get())
        send_due(NINE_TWELVE)
        told = reader.get(reverse("practice:mailbox")).content.decode()
        assert "Text to Dana Calloway &lt;+447700900123&gt;" in told
        assert message.text in told and "<dt>Subject</dt>" not in told
