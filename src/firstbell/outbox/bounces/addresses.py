"""The address that mail is sent back to. It names the message, for a bounce that quotes nothing."""

from __future__ import annotations

import re
from email.utils import parseaddr

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

SIGNED = re.compile(r"\+([0-9a-f]{32})\.([0-9a-f]{12})@", re.IGNORECASE)


def return_path(message_id: str) -> str:
    """Return the envelope sender of a mail: `bounces+<id>.<signature>@...`, or the plain sender where none is set."""
    name, at, domain = settings.BOUNCES_ADDRESS.rpartition("@")
    number = number_of(message_id)
    if not at or not number:
        return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return f"{name}+{number}.{_signature(number)}@{domain}"


def number_in(address: str) -> str:
    """Return the number of the message that an address of ours names; empty where it names none, or is not signed."""
    found = SIGNED.search(address)
    if found is None:
        return ""
    number, signature = (part.lower() for part in found.groups())
    return number if constant_time_compare(signature, _signature(number)) else ""


def number_of(message_id: str) -> str:
    """Return a Message-ID's own part, without the domain; empty where it is none of ours."""
    number = message_id.strip().strip("<>").partition("@")[0].lower()
    return number if re.fullmatch(r"[0-9a-f]{32}", number) else ""


def _signature(number: str) -> str:
    return salted_hmac("firstbell.outbox.bounces", number).hexdigest()[:12]
