"""How messages leave, as the environment says it."""

from __future__ import annotations

import pytest

from firstbell import env
from firstbell.domain.errors import Refused

HERE = {"FIRSTBELL_HOME": "/nonexistent", "FIRSTBELL_PRACTICE": "yes"}


def read(**given):
    return env.read(HERE | {f"FIRSTBELL_{name}": value for name, value in given.items()})


class TestTexts:
    def test_are_set_up_by_an_address_and_a_token_alone(self):
        texts = read(SMS_URL="https://texts.example/v1", SMS_TOKEN="t").texts
        assert (texts.format, texts.token_header, texts.token_prefix, texts.id_at) == (
            "json", "Authorization", "Bearer", "id",
        )  # fmt: skip
        assert dict(texts.fields) == {"to": "to", "text": "text", "sender": "from", "reference": "reference"}

    def test_take_the_providers_own_names(self):
        texts = read(SMS_HEADER="X-Key:", SMS_FIELDS="to=msisdn", SMS_FIXED="unicode=1,cost=low").texts
        assert (texts.token_header, texts.token_prefix) == ("X-Key", "")
        assert dict(texts.fields)["to"] == "msisdn" and dict(texts.fields)["text"] == "text"
        assert texts.fixed == (("unicode", "1"), ("cost", "low"))

    def test_take_the_providers_own_words_for_what_became_of_one(self):
        texts = read(SMS_RECEIPT="id=messageId,status=state", SMS_DELIVERED="DELIVRD, Read").texts
        assert dict(texts.receipt) == {"id": "messageId", "status": "state", "reference": "reference"}
        assert texts.delivered == ("delivrd", "read")

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"SMS_FIELDS": "number=msisdn"}, "FIRSTBELL_SMS_FIELDS names number. It names only to, text, sender"),
            ({"SMS_FIXED": "unicode"}, "Write name=value,name=value."),
            ({"SMS_FORMAT": "xml"}, "It is one of json, form."),
            ({"WEBHOOK_SECRET": "short"}, "Write at least 24 letters and digits."),
            ({"WEBHOOK_SECRET": "a/path/that/is/long/enough"}, "part of an address"),
        ],
    )
    def test_refuse_what_cannot_be_used_and_say_what_to_write(self, given, words):
        with pytest.raises(Refused) as refused:
            read(**given)
        assert words in str(refused.value)


class TestMail:
    def test_leaves_by_smtp_unless_a_provider_is_named(self):
        assert read().mail.channel == "smtp"
        mail = read(MAIL_CHANNEL="Postmark", MAIL_OPTIONS="POSTMARK_SERVER_TOKEN=a=b").mail
        assert (mail.channel, mail.options) == ("postmark", (("POSTMARK_SERVER_TOKEN", "a=b"),))
