"""The page behind the link in an email: safe from programs that open links, and of one school only."""

from __future__ import annotations

import pytest
from django.test import Client

from firstbell.followup.models import Receipt, SchoolAnswer
from firstbell.followup.schools.drafting import draft_school_emails
from firstbell.followup.schools.purposes import reference_of
from firstbell.followup.schools.receipts import link_of
from firstbell.followup.tests.mornings import MONDAY, at, code_of, duty, marked
from firstbell.outbox.models import Message
from firstbell.outbox.sending import send_due
from firstbell.outbox.tests.conftest import mail_server  # noqa: F401
from tests.builders import a_commissioner, a_group, a_provision, a_pupil, a_site

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_half_past_nine(clock_stands_at):
    clock_stands_at(f"{MONDAY} 09:31")


@pytest.fixture
def provision():
    return a_provision(name="Alder Yard", phone="+441632960100")


@pytest.fixture
def netherfold(provision):
    return a_commissioner(provision, name="Netherfold Academy")


@pytest.fixture
def callum(provision, netherfold):
    pupil = a_pupil("Callum Tarn", group=a_group(a_site(provision)), commissioner=netherfold)
    marked(pupil)
    return pupil


@pytest.fixture
def email(provision, callum, mail_server) -> Message:  # noqa: F811
    mail_server()
    draft_school_emails(provision.pk, at("09:04"))
    draft_school_emails(provision.pk, at("09:18"))
    send_due(at("09:18"))
    return Message.objects.get()


def page(email) -> str:
    return "/" + link_of(reference_of(email)).split("/", 3)[3]


def words(response) -> str:
    return response.content.decode()


class TestOpeningTheLink:
    @pytest.mark.parametrize("method", ["get", "head"])
    def test_changes_nothing_and_names_no_pupil(self, email, method):
        for _ in range(5):
            answer = getattr(Client(), method)(page(email))
            assert answer.status_code == 200
            assert "Callum" not in words(answer) and "Tarn" not in words(answer)
        assert not Receipt.objects.exists()

    def test_is_kept_by_nobody_on_the_way(self, email):
        headers = Client().get(page(email)).headers
        assert "no-store" in headers["Cache-Control"]
        assert headers["Referrer-Policy"] == "same-origin"
        assert "noindex" in headers["X-Robots-Tag"]

    def test_that_was_altered_says_what_to_do(self, email):
        answer = Client().get(page(email)[:-3] + "/")
        assert answer.status_code == 410
        assert "ring the provision" in words(answer)

    def test_a_form_sent_by_a_program_that_pressed_no_button_says_nothing(self, email):
        answer = Client().post(page(email), {"said_by": ""})
        assert answer.status_code == 422
        assert not Receipt.objects.exists()
        assert "Callum" not in words(answer)


class TestPressingTheButton:
    def test_records_that_it_was_read_and_by_whom(self, email):
        answer = Client().post(page(email), {"read": "yes", "said_by": "Bev Ashdown"})
        assert answer.status_code == 200
        receipt = Receipt.objects.get()
        assert (receipt.message, receipt.said_by, receipt.read_at) == (email, "Bev Ashdown", at("09:31"))

    def test_shows_the_pupils_as_the_email_does(self, email):
        answer = words(Client().post(page(email), {"read": "yes"}))
        assert "Callum T" in answer and "Tarn" not in answer

    def test_is_heard_from_a_browser_that_says_where_the_form_comes_from(self, email, settings):
        browser = Client(enforce_csrf_checks=True)
        form = words(browser.get(page(email)))
        key = form.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
        sent = browser.post(
            page(email), {"read": "yes", "csrfmiddlewaretoken": key}, headers={"origin": "http://testserver"}
        )
        assert sent.status_code == 200

    def test_needs_no_name(self, email):
        Client().post(page(email), {"read": "yes"})
        assert Receipt.objects.get().said_by == ""


class TestAnswering:
    def test_records_the_answer_and_ends_the_follow_up(self, email, callum):
        said = {"read": "yes", "said_by": "Bev", f"p{callum.pk}-answer": "with_us", f"p{callum.pk}-words": "Library"}
        assert Client().post(f"{page(email)}answer/", said).status_code == 200
        answer = SchoolAnswer.objects.get()
        assert (answer.answer, answer.words, answer.how, answer.message) == ("with_us", "Library", "link", email)
        assert duty(callum, "follow-up-with-the-school").state == "met"

    def test_with_an_illness_gives_the_mark_its_code(self, email, callum):
        said = {"read": "yes", f"p{callum.pk}-answer": "reason", f"p{callum.pk}-code_key": "I"}
        Client().post(f"{page(email)}answer/", said)
        assert code_of(callum) == "I"

    def test_with_leave_leaves_the_mark_to_a_person(self, email, callum):
        said = {"read": "yes", f"p{callum.pk}-answer": "reason", f"p{callum.pk}-code_key": "C"}
        Client().post(f"{page(email)}answer/", said)
        assert code_of(callum) == "N"

    def test_about_a_pupil_who_is_not_in_the_email_is_not_heard(self, email, callum, provision):
        other = a_pupil("Idris Calloway", group=callum.placements.get().slots.first().group)
        Client().post(f"{page(email)}answer/", {"read": "yes", f"p{other.pk}-answer": "with_us"})
        assert not SchoolAnswer.objects.exists()

    def test_with_nothing_filled_in_records_nothing(self, email):
        answer = Client().post(f"{page(email)}answer/", {"read": "yes"})
        assert "Nothing was filled in" in words(answer)
        assert not SchoolAnswer.objects.exists()
