"""What proves that a form was on one of our pages, without a cookie.

Pages for parents send no referrer, so browsers name no origin with their forms, and some phones keep no cookies. Each
form carries a signed key instead: for which link, and how far the parent had come. The link's own secret is all the
right there is, so nothing else can be borrowed.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.http import HttpRequest

from firstbell.notices.models import ParentLink

BIRTHDAY, ANSWER = "birthday", "answer"
SALT = "firstbell.families"
LASTS_SECONDS = 2 * 60 * 60


def form_key(link: ParentLink, step: str) -> str:
    """Return the key of a form. ANSWER is given to nobody who has not told the birthday."""
    return signing.dumps([link.pk, step], salt=SALT)


def step_of(request: HttpRequest, link: ParentLink) -> str:
    """Return the step that a sent form's key allows for this link; empty for none, another's, or an old one."""
    origin = request.headers.get("Origin", "null")
    if origin != "null" and urlsplit(origin).netloc not in (request.get_host(), urlsplit(settings.ADDRESS).netloc):
        return ""
    try:
        link_id, step = signing.loads(request.POST.get("key", ""), salt=SALT, max_age=LASTS_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return step if link_id == link.pk else ""
