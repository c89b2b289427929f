"""A parent's link, as it arrives in a text."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from firstbell.notices import links
from firstbell.notices.commands import record_check
from firstbell.outbox.wording import load
from tests.builders import a_pupil, day, london, staff

MONDAY = "2026-11-23"


class Phone:
    """A parent's phone: it opens a link, and sends the forms of its pages with the key they carry."""

    def __init__(self, address: str) -> None:
        self.client, self.address, self.key = Client(enforce_csrf_checks=True), address, ""

    def opens(self):
        return self._kept(self.client.get(self.address))

    def sends(self, **fields):
        return self._kept(self.client.post(self.address, {"key": self.key} | fields))

    def says_birthday(self, day=4, month=5):
        self.opens()
        return self.sends(day=day, month=month)

    def _kept(self, response):
        found = re.search(r'name="key" value="([^"]+)"', response.content.decode())
        self.key = found[1] if found else self.key
        return response


@pytest.fixture(autouse=True)
def a_quarter_past_nine(clock_stands_at, settings, tmp_path):
    clock_stands_at(f"{MONDAY} 09:15")
    settings.MEDIA_ROOT, settings.PRACTICE = tmp_path, True


@pytest.fixture
def pupil():
    """Born on 4 May."""
    pupil = a_pupil("Kacey Holt")
    pupil.provision.name, pupil.provision.phone = "Alder Yard", "+441632960100"
    pupil.provision.save()
    return pupil


@pytest.fixture
def lead(pupil):
    return staff(pupil.provision)


@pytest.fixture
def address(pupil, lead, settings):
    def made(purpose="answer", session="AM", at=f"{MONDAY} 09:12"):
        contact = pupil.contacts.get()
        made = links.make(
            contact, pupil, on=day(MONDAY), session=session, purpose=purpose, by=lead.actor, at=london(at)
        )
        return made.removeprefix(settings.ADDRESS)

    return made


@pytest.fixture
def phone(address):
    return Phone(address())


@pytest.fixture
def speaks(pupil, lead):
    """`speaks("Urdu", "ur")`: the contact's language, its words checked here."""

    def now(language, code):
        pupil.contacts.update(language=language)
        record_check(
            pupil.provision_id, code, load(code).words_hash, checked_by="Amina Rauf", checked_on=day("2026-11-20"),
            by=lead.actor, at=london("2026-11-20 12:00"),
        )  # fmt: skip

    return now
