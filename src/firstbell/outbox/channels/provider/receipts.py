"""What a mail provider says of a mail it sent. anymail checks its signature and reads its own form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure
from anymail.signals import AnymailTrackingEvent, EventType
from anymail.urls import urlpatterns
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from firstbell.outbox.bounces.reading import Fate
from firstbell.outbox.channels.answers import words_of

FATES = {
    EventType.DELIVERED: Fate.DELIVERED,
    EventType.BOUNCED: Fate.BOUNCED,
    EventType.REJECTED: Fate.BOUNCED,
    EventType.FAILED: Fate.BOUNCED,
    EventType.DEFERRED: Fate.DELAYED,
}
UNREADABLE = (
    ValueError,
    LookupError,
    TypeError,
    AnymailError,
    AnymailWebhookValidationFailure,
    ImproperlyConfigured,
)


@dataclass(frozen=True)
class MailReceipt:
    """provider_id: what the provider calls the mail; reference: the Message-ID that went with it. words: its own."""

    fate: Fate
    provider_id: str
    reference: str
    words: str


def read(request: HttpRequest, provider: str) -> list[MailReceipt] | None:
    """Return what a provider's request says of mails; None where it cannot be read, or sends no receipts."""
    name = f"{provider}_tracking_webhook"
    views = {pattern.name: pattern.callback.view_class for pattern in urlpatterns}
    if name not in views:
        return None
    try:
        # A path that nobody can guess stands in the place of anymail's own password.
        view = type("Receipts", (views[name],), {"warn_if_no_basic_auth": False})()
        view.run_validators(request)
        return list(_told(view.parse_events(request)))
    except UNREADABLE:
        return None


def _told(events: list[object]) -> Iterator[MailReceipt]:
    """Yield what ends or delays a delivery. Openings and clicks are none of our business."""
    for event in events:
        if isinstance(event, AnymailTrackingEvent) and event.event_type in FATES:
            said = (event.mta_response, event.description, event.reject_reason, event.event_type)
            words = words_of(next(str(each) for each in said if each))
            reference = str((event.metadata or {}).get("message_id", ""))
            yield MailReceipt(FATES[event.event_type], event.message_id or "", reference, words)
