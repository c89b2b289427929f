"""Programs that open every link in a mail or a text: they use none up, answer for nobody and learn no name."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from firstbell.journal.models import JournalEntry
from firstbell.notices import links
from firstbell.notices.models import Notice, ParentLink
from tests.builders import a_contact, a_provision, a_pupil, day, london, staff

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
# As many as a suite has time for; a thousand were tried with the same outcome.
HOW_MANY = 100


class Forms(HTMLParser):
    """The forms of a page, each as what a program would send that presses the button without filling anything in."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.forms.append({})
        elif tag in ("input", "textarea") and given.get("name") and given.get("type") != "radio":
            self.forms[-1][given["name"]] = given.get("value") or ""


def scan(client: Client, address: str) -> list[str]:
    """Look at a link as a scanner does: HEAD, five GETs, every form sent as it stands, and once with words in it."""
    pages = [client.head(address), *(client.get(address) for _ in range(5))]
    for form in Forms(pages[-1].content.decode()).forms:
        pages.append(client.post(address, form))
        pages.append(client.post(address, {name: value or "test" for name, value in form.items()}))
    return [page.content.decode() for page in pages]


@pytest.fixture
def sent(clock_stands_at, settings):
    """The addresses of so many links, for ten pupils."""
    clock_stands_at("2026-11-23 09:15")
    provision = a_provision()
    lead = staff(provision)
    pupils = [a_pupil(f"Zebulon{letter} Quillfeather", provision=provision, placed=False) for letter in "abcdefghij"]
    made = []
    for number in range(HOW_MANY):
        pupil = pupils[number % 10]
        contact = pupil.contacts.first() if number < 10 else a_contact(pupil, name=f"Quorra Quillfeather {number}")
        address = links.make(
            contact, pupil, on=day("2026-11-23"), session="AM", purpose="answer", by=lead.actor,
            at=london("2026-11-23 09:12"),
        )  # fmt: skip
        made.append(address.removeprefix(settings.ADDRESS))
    return made


class TestLinksThroughAScanner:
    def test_are_none_used_none_answered_and_no_name_shown(self, sent):
        client, entries = Client(enforce_csrf_checks=True), JournalEntry.objects.count()
        pages = [page for address in sent for page in scan(client, address)]
        assert len(pages) == HOW_MANY * 8
        assert not [page for page in pages if re.search("Zebulon|Quillfeather|Quorra", page)]
        assert not Notice.objects.exists()
        assert ParentLink.objects.filter(used_at=None, replaced_at=None, misses=0).count() == HOW_MANY
        assert JournalEntry.objects.count() == entries
