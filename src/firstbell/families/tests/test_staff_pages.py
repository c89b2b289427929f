"""What staff do for families: make a link, and say which languages were checked."""

from __future__ import annotations

import re

import pytest

from firstbell.families.tests.conftest import Phone
from firstbell.notices.models import LanguageCheck, Notice, ParentLink
from firstbell.outbox.models import Message
from firstbell.people.tests.pages import signed_in, text
from tests.builders import a_contact, a_provision, a_pupil

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact(pupil):
    return pupil.contacts.get()


@pytest.fixture
def office(pupil):
    return signed_in(pupil.provision)


class TestALinkForAParent:
    def test_is_offered_on_the_pupils_page_to_whom_it_may_go(self, office, pupil, contact):
        a_contact(pupil, name="Omar Holt", safety="never", warning="Court order")
        page = text(office.get(f"/pupils/{pupil.pk}/"))
        assert f"Make a link for {contact.name}" in page
        assert "Make a link for Omar" not in page

    def test_is_shown_once_to_be_copied_and_works(self, office, pupil, contact, settings):
        page = text(office.post(f"/pupils/{pupil.pk}/link/{contact.pk}/", {"do": "show"}))
        address = re.search(rf'value="{settings.ADDRESS}(/r/[\w-]+/)"', page)[1]
        phone = Phone(address)
        phone.says_birthday()
        phone.sends(when="tomorrow", why="appointment")
        assert Notice.objects.get().told_by_name == contact.name

    def test_is_texted_where_texts_may_go(self, office, pupil, contact):
        office.post(f"/pupils/{pupil.pk}/link/{contact.pk}/", {"do": "text"})
        message = Message.objects.get()
        assert (message.purpose, message.state, message.channel) == ("text-report", "queued", "sms")
        assert "You can tell us here" in message.text

    def test_is_made_for_nobody_with_a_warning(self, office, pupil, contact):
        pupil.contacts.update(safety="warning", warning="Speak to her alone")
        page = text(office.post(f"/pupils/{pupil.pk}/link/{contact.pk}/", {"do": "show"}))
        assert "Speak to her alone" in page
        assert not ParentLink.objects.exists()

    def test_looked_at_makes_none(self, office, pupil, contact):
        office.get(f"/pupils/{pupil.pk}/link/{contact.pk}/")
        assert not ParentLink.objects.exists()

    def test_for_another_pupils_contact_is_not_there(self, office, pupil):
        other = a_pupil(provision=pupil.provision).contacts.get()
        assert office.get(f"/pupils/{pupil.pk}/link/{other.pk}/").status_code == 404


class TestTheLanguages:
    def test_say_where_each_stands(self, office):
        page = text(office.get("/languages/"))
        assert page.count("To be confirmed by a speaker. Families get English.") == 7

    def test_are_checked_by_a_named_person_on_a_day(self, pupil):
        head = signed_in(pupil.provision, "head")
        head.post("/languages/pl/", {"checked_by": "Ola Nowak", "checked_on": "2026-11-20"})
        assert "Checked by Ola Nowak on 20 November 2026" in text(head.get("/languages/"))

    def test_are_not_checked_on_a_day_to_come(self, pupil):
        head = signed_in(pupil.provision, "head")
        page = head.post("/languages/pl/", {"checked_by": "Ola Nowak", "checked_on": "2026-11-24"})
        assert page.status_code == 422
        assert "still to come" in text(page)

    def test_ask_for_another_check_when_the_words_have_changed(self, pupil, speaks, office):
        speaks("Polish", "pl")
        LanguageCheck.objects.update(words_hash="0" * 64)
        assert "The words have changed since" in text(office.get("/languages/"))

    def test_can_be_stopped(self, pupil, speaks, phone):
        speaks("Polish", "pl")
        signed_in(pupil.provision, "head").post("/languages/pl/stop/")
        assert '<html lang="en"' in text(phone.opens())

    def test_of_one_provision_say_nothing_of_another(self, pupil, speaks):
        speaks("Polish", "pl")
        assert "Checked by" not in text(signed_in(a_provision()).get("/languages/"))

    def test_show_all_their_words_with_the_english_beneath(self, office):
        page = text(office.get("/languages/ur/"))
        assert "Unconfirmed translation." in page
        assert "آپ کے بچے کی سالگرہ کب ہے؟" in page
        assert "When is your child’s birthday?" in page

    def test_that_are_not_ours_are_not_there(self, office):
        assert office.get("/languages/xx/").status_code == 404
