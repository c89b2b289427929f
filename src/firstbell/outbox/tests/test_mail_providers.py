"""Emails through a provider's own interface, and what it tells us of them, spoken for real."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from firstbell.outbox.models import Message
from firstbell.outbox.sending import send_due
from firstbell.outbox.tests.servers import Provider, http_running
from firstbell.outbox.tests.test_sending import GOES, a_queued_message, state_of

pytestmark = pytest.mark.django_db
TAKEN = {"To": "attendance@netherfold.example", "MessageID": "p-1", "ErrorCode": 0, "Message": "OK"}


@pytest.fixture
def provider(settings):
    with http_running(Provider(json.dumps(TAKEN))) as running:
        settings.PRACTICE, settings.MAIL_CHANNEL = False, "postmark"
        settings.DEFAULT_FROM_EMAIL = "attendance@alderyard.example"
        settings.ANYMAIL = {
            "POSTMARK_SERVER_TOKEN": "t0ken",
            "POSTMARK_API_URL": f"http://127.0.0.1:{running.port}/",
            "REQUESTS_TIMEOUT": 2,
        }
        yield running


@pytest.fixture
def told(client, settings):
    """`told(RecordType="Delivery")`: what the provider says afterwards."""

    def say(**event):
        where = reverse("outbox:mail_receipts", args=[settings.WEBHOOK_SECRET])
        event = {"MessageID": "p-1", "Recipient": "attendance@netherfold.example"} | event
        return client.post(where, event, content_type="application/json")

    return say


def sent():
    message = a_queued_message()
    send_due(GOES)
    return Message.objects.get(pk=message.pk)


class TestAMail:
    def test_goes_to_the_provider_under_our_own_message_id(self, provider):
        kept = sent()
        assert (kept.state, kept.server, kept.provider_id) == ("accepted", "provider postmark", "p-1")
        body = json.loads(provider.asked[0].body)
        assert {"Name": "Message-ID", "Value": kept.message_id} in body["Headers"]
        assert body["Metadata"] == {"message_id": kept.message_id}

    @pytest.mark.parametrize(
        ("status", "fault", "state"),
        [(401, "technical", "retrying"), (422, "permanent", "failed"), (503, "temporary", "retrying")],
    )
    def test_that_is_refused_is_sorted_by_the_answer(self, provider, status, fault, state):
        provider.status, provider.says = status, '{"ErrorCode": 1, "Message": "the reason"}'
        kept = sent()
        assert (kept.fault, kept.state) == (fault, state)
        assert "the reason" in kept.server_reply

    def test_without_the_providers_key_says_that_our_set_up_is_wrong(self, provider, settings):
        settings.ANYMAIL = {}
        assert sent().fault == "technical"

    def test_to_a_provider_that_is_not_there_is_for_now(self, provider, settings):
        settings.ANYMAIL = settings.ANYMAIL | {"POSTMARK_API_URL": "http://127.0.0.1:1/"}
        assert sent().fault == "temporary"


class TestAReceipt:
    def test_makes_it_delivered(self, provider, told):
        message = sent()
        answer = told(RecordType="Delivery", Details="250 in the mailbox", DeliveredAt="2026-11-23T09:18:05Z")
        assert (answer.status_code, state_of(message)) == (200, "delivered")

    def test_brings_it_back(self, provider, told, heard):
        message = sent()
        told(RecordType="Bounce", Type="HardBounce", Details="550 no such mailbox", BouncedAt="2026-11-23T09:18:05Z")
        assert (state_of(message), heard[-1]) == ("bounced", (message.pk, "bounced"))
        assert "550 no such mailbox" in Message.objects.get().server_reply

    def test_finds_it_by_our_own_id_where_the_answer_was_lost(self, provider, told):
        message = sent()
        Message.objects.filter(pk=message.pk).update(provider_id="", state="retrying")
        told(RecordType="Delivery", Metadata={"message_id": message.message_id}, DeliveredAt="2026-11-23T09:18:05Z")
        assert state_of(message) == "delivered"

    def test_of_an_opened_mail_is_none_of_our_business(self, provider, told):
        message = sent()
        assert told(RecordType="Open", ReceivedAt="2026-11-23T09:18:05Z").status_code == 200
        assert state_of(message) == "accepted"

    def test_in_another_shape_is_not_taken(self, provider, client, settings):
        where = reverse("outbox:mail_receipts", args=[settings.WEBHOOK_SECRET])
        assert client.post(where, "[3", content_type="application/json").status_code == 400

    def test_where_no_provider_is_set_up_is_not_taken(self, told, settings):
        settings.MAIL_CHANNEL = "smtp"
        assert told(RecordType="Delivery").status_code == 400
