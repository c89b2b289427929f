"""Texts, against a real provider's address that answers as told."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from django.urls import reverse

from firstbell.env import Texts
from firstbell.outbox import commands
from firstbell.outbox.models import Message
from firstbell.outbox.queries import can_text, row_of
from firstbell.outbox.sending import send_due
from firstbell.outbox.tests.servers import Provider, free_port, http_running
from firstbell.outbox.tests.test_sending import PRIYA, state_of
from tests.builders import a_provision, day, london

pytestmark = pytest.mark.django_db
NINE_TWELVE = london("2026-11-23 09:12")


@pytest.fixture
def provider(settings):
    with http_running(Provider('{"id": "abc-1", "status": "queued"}')) as running:
        settings.PRACTICE = False
        settings.TEXTS = Texts(url=f"http://127.0.0.1:{running.port}/texts", token="s3cret", timeout_seconds=2)
        yield running


def a_text(number="+447700900123", words="Alder Yard: please ring 01632 960011.", provision=None):
    message = commands.draft(
        provision_id=(provision or a_provision(name=f"Alder Yard {number}")).pk,
        key="text",
        purpose="ask-home",
        to=commands.Recipient(None, "Dana Calloway", number),
        on=day("2026-11-23"),
        content=commands.Content("", words),
        due_at=NINE_TWELVE,
        deadline_at=london("2026-11-23 09:20"),
        by=PRIYA,
        at=NINE_TWELVE,
        channel=Message.Channel.SMS,
    )
    commands.queue(message, by=PRIYA, at=NINE_TWELVE)
    return message


def sent(message, at=NINE_TWELVE):
    send_due(at)
    return Message.objects.get(pk=message.pk)


class TestAText:
    def test_goes_to_the_provider_with_its_token_and_is_known_by_its_id(self, provider):
        kept = sent(a_text())
        assert (kept.state, kept.provider_id, kept.server) == ("accepted", "abc-1", "127.0.0.1")
        [asked] = provider.asked
        assert asked.headers["Authorization"] == "Bearer s3cret"
        assert json.loads(asked.body) == {
            "to": "+447700900123",
            "text": "Alder Yard: please ring 01632 960011.",
            "from": "Alder Yard +447700900123",
            "reference": kept.message_id.strip("<>"),
        }

    def test_may_go_as_a_form_with_the_providers_own_names(self, provider, settings):
        settings.TEXTS = replace(
            settings.TEXTS, format="form", token_header="X-Key", token_prefix="", sender="ALDER",
            id_at="list.0.ref",
            fields=(("to", "msisdn"), ("text", "body"), ("sender", "source"), ("reference", "custom")),
            fixed=(("unicode", "1"),),
        )  # fmt: skip
        provider.says = '{"list": [{"ref": 77}]}'
        assert sent(a_text()).provider_id == "77"
        [asked] = provider.asked
        assert asked.headers["X-Key"] == "s3cret"
        assert asked.body.startswith(b"unicode=1&msisdn=%2B447700900123&body=Alder+Yard")

    def test_in_another_script_arrives_as_it_was_written(self, provider):
        sent(a_text(words="براہ کرم فون کریں"))
        assert json.loads(provider.asked[0].body)["text"] == "براہ کرم فون کریں"

    def test_of_a_provider_that_names_no_id_is_accepted_all_the_same(self, provider):
        provider.says = "OK"
        assert (sent(a_text()).state, Message.objects.get().server_reply) == ("accepted", "200 OK")

    def test_is_kept_in_the_mailbox_of_the_practice_provision(self, settings, mailoutbox):
        settings.TEXTS = Texts(url="http://127.0.0.1:1/")
        assert sent(a_text()).state == "accepted"
        assert [mail.to for mail in mailoutbox] == [["Dana Calloway <+447700900123>"]]


class TestItsState:
    def test_says_that_the_provider_took_it(self, provider):
        assert row_of(sent(a_text())).words == "Taken by the provider"


class TestAFault:
    @pytest.mark.parametrize(
        ("status", "fault", "state"),
        [
            (400, "permanent", "failed"),
            (422, "permanent", "failed"),
            (401, "technical", "retrying"),
            (402, "technical", "retrying"),
            (404, "technical", "retrying"),
            (301, "technical", "retrying"),
            (429, "temporary", "retrying"),
            (500, "temporary", "retrying"),
            (503, "temporary", "retrying"),
        ],
    )
    def test_is_told_from_the_answer(self, provider, status, fault, state):
        provider.status, provider.says = status, "the reason"
        kept = sent(a_text())
        assert (kept.state, kept.fault, kept.server_reply) == (state, fault, f"{status} the reason")

    @pytest.mark.parametrize("does", ["hang up", "stall", "babble"])
    def test_of_the_line_is_for_now(self, provider, settings, does):
        settings.TEXTS = replace(settings.TEXTS, timeout_seconds=0.3)
        provider.does = does
        kept = sent(a_text())
        assert (kept.state, kept.fault) == ("retrying", "temporary")

    def test_of_a_provider_that_is_not_there_is_for_now(self, provider, settings):
        settings.TEXTS = replace(settings.TEXTS, url=f"http://127.0.0.1:{free_port()}/")
        assert sent(a_text()).fault == "temporary"

    def test_of_a_number_that_cannot_be_dialled_is_final_and_nothing_is_sent(self, provider):
        kept = sent(a_text("12"))
        assert (kept.state, kept.fault, provider.asked) == ("failed", "permanent", [])

    def test_of_a_provision_without_a_provider_says_what_to_do(self, settings):
        settings.PRACTICE, settings.TEXTS = False, Texts()
        assert not can_text()
        assert "Set FIRSTBELL_SMS_URL" in sent(a_text()).server_reply

    def test_never_sends_the_token_elsewhere(self, provider):
        with http_running(Provider("{}")) as elsewhere:
            provider.status, provider.headers = 307, {"Location": f"http://127.0.0.1:{elsewhere.port}/"}
            sent(a_text())
            assert elsewhere.asked == []


class TestAReceipt:
    @pytest.fixture
    def hook(self, settings):
        return reverse("outbox:text_receipts", args=[settings.WEBHOOK_SECRET])

    def test_of_a_text_that_arrived_makes_it_delivered(self, provider, client, hook):
        message = a_text()
        sent(message)
        answer = client.post(hook, {"id": "abc-1", "status": "Delivered"}, content_type="application/json")
        assert (answer.status_code, state_of(message)) == (200, "delivered")

    def test_finds_it_by_our_own_reference_too(self, provider, client, hook):
        message = a_text()
        sent(message)
        client.post(hook, {"reference": message.message_id.strip("<>"), "status": "delivered"})
        assert state_of(message) == "delivered"

    def test_of_a_text_that_did_not_arrive_brings_it_back(self, provider, client, hook, heard):
        message = a_text()
        sent(message)
        told = {"results": [{"id": "abc-1", "status": "UNDELIVERED", "reason": "switched off"}]}
        client.post(hook, told, content_type="application/json")
        assert state_of(message) == "bounced"
        assert heard[-1] == (message.pk, "bounced")
        assert "switched off" in Message.objects.get().server_reply

    def test_of_no_text_of_ours_is_not_taken(self, client, hook):
        assert client.post(hook, {"id": "other", "status": "delivered"}).status_code == 400

    def test_that_nobody_can_read_is_not_taken(self, client, hook):
        assert client.post(hook, "{", content_type="application/json").status_code == 400
        assert client.post(hook, "3", content_type="application/json").status_code == 400

    @pytest.mark.parametrize("secret", ["", "known-to-the-tests-providers-alone"])
    def test_at_another_address_finds_nothing(self, client, settings, secret):
        settings.WEBHOOK_SECRET = secret
        where = reverse("outbox:text_receipts", args=["somebody-guesses-this-address"])
        assert client.post(where, {"id": "abc-1", "status": "delivered"}).status_code == 404
