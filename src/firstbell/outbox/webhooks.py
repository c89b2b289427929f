"""What providers tell us over HTTP about what they sent: at an address that only they know."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from firstbell.outbox.bounces.addresses import number_of
from firstbell.outbox.bounces.reading import Fate
from firstbell.outbox.bounces.taking import message_numbered, tell
from firstbell.outbox.channels.answers import found_at, words_of
from firstbell.outbox.commands import kept
from firstbell.outbox.models import Message

Receipts = Callable[[HttpRequest], HttpResponse]


def _known_by_its_address(view: Receipts) -> Callable[[HttpRequest, str], HttpResponse]:
    """Answer only where the address holds our secret. A provider has no form of ours, so none is asked for."""

    @csrf_exempt
    @require_http_methods(["HEAD", "POST"])
    @wraps(view)
    def known(request: HttpRequest, hook: str) -> HttpResponse:
        if not settings.WEBHOOK_SECRET or not constant_time_compare(hook, settings.WEBHOOK_SECRET):
            raise Http404
        return HttpResponse() if request.method == "HEAD" else view(request)

    return known


@_known_by_its_address
def mail_receipts(request: HttpRequest) -> HttpResponse:
    """Take what the mail provider says: delivered, sent back, or still trying."""
    # Here and not above: it brings much code, for those alone who have such a provider.
    from firstbell.outbox.channels.provider import receipts

    told = receipts.read(request, settings.MAIL_CHANNEL)
    if told is None:
        return _unread("This cannot be read as the receipts of the mail provider that is set up.")
    for receipt in told:
        if message := _message_of(receipt.provider_id, receipt.reference):
            tell(message, receipt.fate, receipt.words, request.received_at)
    return HttpResponse()


@_known_by_its_address
def text_receipts(request: HttpRequest) -> HttpResponse:
    """Take what the text provider says of one text or several. A text that is not ours yet may be asked about again."""
    names = dict(settings.TEXTS.receipt)
    heard = 0
    for receipt in _receipts(request):
        said = {ours: found_at(receipt, theirs) for ours, theirs in names.items()}
        if message := _message_of(said["id"], said["reference"]):
            heard += 1
            if said["status"].lower() in settings.TEXTS.delivered:
                tell(message, Fate.DELIVERED, said["status"], request.received_at)
            elif said["status"].lower() in settings.TEXTS.undelivered:
                tell(message, Fate.BOUNCED, words_of(json.dumps(receipt)), request.received_at)
    return HttpResponse() if heard else _unread("No text of ours is named here.")


def _message_of(provider_id: str, reference: str) -> Message | None:
    """Return the message that the provider calls so, or that we called so when we handed it over."""
    provider_id = kept(provider_id, 120)
    number = number_of(reference) or number_of(provider_id)
    if number and (message := message_numbered(number)):
        return message
    return Message.objects.filter(provider_id=provider_id).first() if provider_id else None


def _receipts(request: HttpRequest) -> Iterator[dict[str, Any]]:
    """Yield each receipt of a form, of a JSON object, or of a list in one."""
    if request.content_type != "application/json":
        yield request.POST.dict()
        return
    try:
        told = json.loads(request.body)
    except ValueError:
        return
    inner = told.values() if isinstance(told, dict) else [told]
    many = next((each for each in inner if isinstance(each, list)), [told])
    yield from (each for each in many if isinstance(each, dict))


def _unread(words: str) -> HttpResponse:
    return HttpResponse(words, status=400, content_type="text/plain; charset=utf-8")
