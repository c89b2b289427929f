"""Texts through a provider over HTTP: one request for each, in JSON or as a form, by the provider's own field names."""

from __future__ import annotations

import json
import ssl
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from firstbell.env import Texts
from firstbell.outbox.channels import Accepted, Fault, Mail, NotAccepted
from firstbell.outbox.channels.answers import fault_of, found_at, words_of
from firstbell.provisions.phones import PhoneNotRead, read_phone

LONGEST_ANSWER = 65_536
NOT_SET_UP = "No text provider is set up, so no text can leave. Set FIRSTBELL_SMS_URL and start Firstbell again."


class _StayThere(urllib.request.HTTPRedirectHandler):
    """A provider does not send us elsewhere: the token would go along."""

    def redirect_request(self, *_: Any) -> None:
        return None


_line = urllib.request.build_opener(_StayThere)


@dataclass(frozen=True)
class TextProvider:
    """One conversation for each text. What the provider calls things stands in the settings."""

    texts: Texts = field(repr=False)

    @classmethod
    def from_settings(cls) -> TextProvider:
        """Return the channel that the settings describe. Raises NotAccepted where no provider is set."""
        if not settings.TEXTS.url:
            raise NotAccepted(NOT_SET_UP, Fault.TECHNICAL, final=True)
        return cls(settings.TEXTS)

    @property
    def server(self) -> str:
        return urlsplit(self.texts.url).hostname or self.texts.url

    def send(self, mail: Mail) -> Accepted:
        try:
            with _line.open(self._request(mail), timeout=self.texts.timeout_seconds) as answer:
                said = answer.read(LONGEST_ANSWER)
                return Accepted(self.server, _said(answer.status, said), _number(said, self.texts.id_at))
        except urllib.error.HTTPError as refused:
            words = _said(refused.code, refused.read(LONGEST_ANSWER))
            raise NotAccepted(words, fault_of(refused.code), server=self.server) from refused
        except urllib.error.URLError as away:
            untrusted = isinstance(away.reason, ssl.SSLCertVerificationError)
            raise self._away(away.reason, Fault.TECHNICAL if untrusted else Fault.TEMPORARY) from away
        except (OSError, HTTPException) as cut:
            raise self._away(str(cut).strip() or "no answer that can be read", Fault.TEMPORARY) from cut

    def _away(self, why: object, fault: Fault) -> NotAccepted:
        return NotAccepted(f"The provider could not be reached: {why}.", fault, server=self.server)

    def _request(self, mail: Mail) -> urllib.request.Request:
        """Raises NotAccepted on a number that cannot be dialled."""
        try:
            number = read_phone(mail.to_address)
        except PhoneNotRead as unread:
            raise NotAccepted(str(unread), Fault.PERMANENT) from unread
        ours = {
            "to": number,
            "text": mail.text,
            "sender": self.texts.sender or mail.sender_name,
            "reference": mail.message_id.strip("<>"),
        }
        fields = dict(self.texts.fixed) | {theirs: ours[name] for name, theirs in self.texts.fields if ours[name]}
        as_json = self.texts.format == "json"
        body = json.dumps(fields) if as_json else urlencode(fields)
        headers = {"Content-Type": "application/json" if as_json else "application/x-www-form-urlencoded"}
        if self.texts.token:
            headers[self.texts.token_header] = f"{self.texts.token_prefix} {self.texts.token}".strip()
        return urllib.request.Request(self.texts.url, body.encode(), headers, method="POST")


def _said(status: int, answer: bytes) -> str:
    return words_of(f"{status} {answer.decode('utf-8', 'replace')}")


def _number(said: bytes, place: str) -> str:
    try:
        return found_at(json.loads(said), place)
    except ValueError:
        return ""
