"""A parent answers the text in a minute, in their language; whoever is not the parent learns nothing."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from firstbell.families.tests.conftest import MONDAY, Phone
from firstbell.notices.models import Evidence, Notice, ParentLink
from firstbell.people.tests.pages import text
from tests.builders import day, london

pytestmark = pytest.mark.django_db


def notice():
    return Notice.objects.get()


class TestOpeningTheLink:
    def test_asks_the_birthday_and_names_no_child(self, phone):
        page = phone.opens()
        assert page.status_code == 200
        assert "When is your child’s birthday?" in text(page)
        assert "Kacey" not in text(page)
        assert "Holt" not in text(page)

    def test_is_kept_by_nobody_listed_by_nobody_and_tells_nobody_where(self, phone):
        page = phone.opens()
        told = [page[name] for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")]
        assert told == ["no-store", "no-referrer", "noindex, nofollow"]

    def test_of_a_link_that_never_was_shows_nothing(self, pupil):
        page = Client().get(f"/r/{'a' * 22}/")
        assert page.status_code == 404
        assert "This link has ended" in text(page)
        assert "Alder Yard" not in text(page)

    def test_a_day_later_says_to_ring(self, phone, clock_stands_at):
        clock_stands_at("2026-11-24 09:15")
        page = phone.opens()
        assert page.status_code == 410
        assert "01632 960100" in text(page)


class TestTheBirthday:
    def test_leads_to_the_first_name_and_four_answers(self, phone):
        page = text(phone.says_birthday())
        assert "Why is <bdi>Kacey</bdi> not here?" in page
        assert page.count('type="radio"') == 4
        assert "Holt" not in page

    def test_of_another_child_says_how_many_tries_are_left(self, phone):
        page = phone.says_birthday(day=5)
        assert page.status_code == 422
        assert "Tries left: <bdi>4</bdi>" in text(page)
        assert "Kacey" not in text(page)

    def test_missed_five_times_ends_the_link(self, phone):
        for _ in range(4):
            phone.says_birthday(day=5)
        assert phone.says_birthday(day=5).status_code == 410
        assert phone.says_birthday().status_code == 410
        assert not Notice.objects.exists()

    @pytest.mark.parametrize("typed", [{"day": "", "month": ""}, {"day": "x", "month": "May"}, {"day": 32, "month": 5}])
    def test_not_in_numbers_is_no_try(self, phone, typed):
        phone.opens()
        page = phone.sends(**typed)
        assert page.status_code == 422
        assert "write the day and the month in numbers" in text(page)
        assert ParentLink.objects.get().misses == 0

    def test_may_be_written_in_arabic_numbers(self, phone):
        assert "Kacey" in text(phone.says_birthday(day="٤", month="٥"))


class TestTheAnswer:
    @pytest.mark.parametrize(
        ("why", "kind", "reason", "pointed"),
        [
            ("ill", "absence", "Ill", "I"),
            ("appointment", "absence", "Doctor, dentist or hospital", "M"),
            ("coming", "coming", "On the way", ""),
            ("ring-me", "ring", "Please ring", ""),
        ],
    )
    def test_becomes_a_notice(self, phone, why, kind, reason, pointed):
        phone.says_birthday()
        page = phone.sends(why=why)
        assert "Thank you. We have your answer." in text(page)
        assert (notice().kind, notice().reason, notice().pointed_key, notice().code_key) == (kind, reason, pointed, "")

    def test_keeps_the_parents_own_words_behind_the_english(self, phone):
        phone.says_birthday()
        phone.sends(why="ill", note="Gorączka\nod wczoraj")
        assert notice().reason == "Ill: Gorączka od wczoraj"

    @pytest.mark.parametrize(
        ("typed", "at"), [("10:05", "10:05"), ("10.05", "10:05"), ("10", "10:00"), ("1:30pm", "13:30"), ("", None)]
    )
    def test_on_the_way_keeps_the_time(self, phone, typed, at):
        phone.says_birthday()
        phone.sends(why="coming", at=typed)
        assert notice().expected_at == (at and london(f"{MONDAY} {at}"))

    def test_with_a_time_nobody_can_read_asks_again_and_loses_nothing(self, phone):
        phone.says_birthday()
        page = phone.sends(why="coming", at="soon", note="Bus is late")
        assert page.status_code == 422
        assert "write the time like this: 10:15" in text(page)
        assert "Bus is late" in text(page)
        assert not Notice.objects.exists()

    def test_ill_is_for_the_rest_of_the_day_and_an_appointment_for_the_session(self, address):
        for why in ("ill", "appointment"):
            phone = Phone(address())
            phone.says_birthday()
            phone.sends(why=why)
        assert list(Notice.objects.order_by("pk").values_list("ends_session", flat=True)) == ["PM", "AM"]

    def test_with_nothing_chosen_asks_for_it(self, phone):
        phone.says_birthday()
        page = phone.sends(note="x")
        assert page.status_code == 422
        assert '<a href="#why">Please choose one answer.</a>' in text(page)

    def test_sent_twice_is_kept_once_and_thanked_for_twice(self, phone):
        phone.says_birthday()
        first, second = phone.sends(why="ill"), phone.sends(why="ill")
        assert (first.status_code, second.status_code, Notice.objects.count()) == (200, 200, 1)
        assert "You told us before" not in text(second)

    def test_changed_after_it_was_sent_says_to_ring(self, phone):
        phone.says_birthday()
        phone.sends(why="ill")
        assert "You told us before" in text(phone.sends(why="coming"))
        assert notice().reason == "Ill"

    def test_with_a_photo_keeps_it_as_evidence(self, phone):
        phone.says_birthday()
        phone.sends(why="appointment", paper=SimpleUploadedFile("card.png", b"\x89PNG\r\n\x1a\n card"))
        assert Evidence.objects.get().content_type == "image/png"

    def test_with_a_file_we_cannot_keep_asks_again_and_loses_nothing(self, phone):
        phone.says_birthday()
        page = phone.sends(why="appointment", note="At ten", paper=SimpleUploadedFile("card.png", b"<html>"))
        assert page.status_code == 422
        assert "could not keep that file" in text(page)
        assert "At ten" in text(page)

    def test_with_a_photo_and_something_else_to_put_right_asks_for_the_photo_again(self, phone):
        phone.says_birthday()
        page = phone.sends(paper=SimpleUploadedFile("card.png", b"\x89PNG\r\n\x1a\n card"))
        assert "Please choose the photo again." in text(page)
        assert not Evidence.objects.exists()

    def test_after_the_contact_was_flagged_is_not_taken(self, phone, pupil):
        phone.says_birthday()
        pupil.contacts.update(safety="never", warning="Court order")
        assert phone.sends(why="ill").status_code == 410
        assert not Notice.objects.exists()


class TestTellingAhead:
    def test_reaches_over_the_days_that_were_chosen(self, address):
        phone = Phone(address("report", ""))
        phone.says_birthday()
        phone.sends(**{"when": "other-days", "first": "2026-11-25", "last": "2026-11-26", "why": "appointment"})
        told = notice()
        assert (told.starts_on, told.starts_session) == (day("2026-11-25"), "AM")
        assert (told.ends_on, told.ends_session) == (day("2026-11-26"), "PM")

    def test_with_the_days_the_wrong_way_round_asks_again(self, address):
        phone = Phone(address("report", ""))
        phone.says_birthday()
        page = phone.sends(**{"when": "other-days", "first": "2026-11-26", "last": "2026-11-25", "why": "ill"})
        assert "The last day is before the first day" in text(page)

    def test_offers_nobody_on_the_way(self, address):
        phone = Phone(address("report", ""))
        assert "on the way" not in text(phone.says_birthday())


class TestAForm:
    def test_without_its_key_or_with_another_links_is_refused(self, phone, address):
        phone.opens()
        assert phone.client.post(phone.address, {"day": 4, "month": 5}).status_code == 403
        other = Phone(address("report"))
        other.opens()
        assert phone.client.post(phone.address, {"key": other.key, "day": 4, "month": 5}).status_code == 403

    def test_for_an_answer_is_refused_with_the_key_of_the_birthday(self, phone):
        phone.opens()
        page = phone.sends(why="ill")
        assert page.status_code == 422
        assert not Notice.objects.exists()

    def test_from_another_site_is_refused(self, phone):
        phone.opens()
        sent = {"key": phone.key, "day": 4, "month": 5}
        assert phone.client.post(phone.address, sent, headers={"origin": "https://evil.example"}).status_code == 403

    def test_needs_no_cookie(self, phone):
        phone.opens()
        assert not phone.client.cookies
        assert phone.sends(day=4, month=5).status_code == 200


class TestTheirLanguage:
    def test_stands_first_with_the_english_beneath(self, phone, speaks):
        speaks("Urdu", "ur")
        page = text(phone.opens())
        assert '<html lang="ur" dir="rtl"' in page
        assert "آپ کے بچے کی سالگرہ کب ہے؟" in page
        assert "When is your child’s birthday?" in page

    def test_is_english_until_somebody_has_checked_it(self, phone, pupil):
        pupil.contacts.update(language="Urdu")
        page = text(phone.opens())
        assert '<html lang="en"' in page
        assert "سالگرہ" not in page

    def test_tells_a_fault_too(self, phone, speaks):
        speaks("Polish", "pl")
        phone.says_birthday()
        assert "Prosimy wybrać jedną odpowiedź." in text(phone.sends())
