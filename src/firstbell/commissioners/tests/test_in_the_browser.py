"""The pages of schools as a person meets them: by the link and signed in, on a phone, a desk, and without scripts."""

from __future__ import annotations

import pytest
from django.urls import reverse

from firstbell.followup.models import Receipt, SchoolAnswer
from firstbell.followup.schools.drafting import draft_school_emails
from firstbell.followup.schools.purposes import reference_of
from firstbell.followup.schools.receipts import link_of
from firstbell.followup.tests.mornings import MONDAY, at, code_of, duty, marked, rings
from firstbell.outbox.models import Message
from tests.builders import a_commissioner, a_contact, a_group, a_link_person, a_member, a_provision, a_pupil, a_site

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def callum(clock_runs_from):
    """09:31: the email about two pupils was taken at 09:18."""
    clock_runs_from(f"{MONDAY} 09:31")
    provision = a_provision(name="Alder Yard", phone="+441632960100")
    school = a_commissioner(provision, name="Netherfold Academy", notice_format="both", phone="+441632960200")
    group = a_group(a_site(provision), "Forge")
    callum, rhys = (a_pupil(name, group=group, commissioner=school) for name in ("Callum Tarn", "Rhys Cawdell"))
    for pupil in (callum, rhys):
        marked(pupil)
    a_contact(callum, name="Len Tarn", relationship="Grandfather")
    rings(callum, "no_answer", clock="09:08")
    draft_school_emails(provision.pk, at("09:10"))
    Message.objects.update(state="accepted", accepted_at=at("09:18"))
    return callum


@pytest.fixture(params=["desk", "phone", "without scripts"])
def page(request):
    fixtures = {"desk": "chromium_page", "phone": "phone_page", "without scripts": "page_without_javascript"}
    page = request.getfixturevalue(fixtures[request.param])
    page.size = request.param
    return page


def is_wider_than_the_screen(page):
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


class TestTheLink:
    def test_leads_to_one_button_and_then_to_the_pupils(self, callum, page, axe, picture):
        page.goto("/" + link_of(reference_of(Message.objects.get())).split("/", 3)[3])
        assert "Callum" not in page.content()
        axe(page)
        picture(page, f"school link {page.size}")
        page.get_by_label("Your name").fill("Bev Ashdown")
        page.get_by_role("button", name="We have read this").click()
        assert Receipt.objects.get().said_by == "Bev Ashdown"
        axe(page)
        picture(page, f"school link answers {page.size}")
        about = page.get_by_role("group", name="Callum T")
        about.get_by_label("We know the reason").check()
        about.get_by_label("The reason, if you know it").select_option("I")
        page.get_by_role("button", name="Send what we know").click()
        page.get_by_text("has your answer about 1 pupil").wait_for()
        axe(page)
        assert (SchoolAnswer.objects.get().given_by, code_of(callum)) == ("Bev Ashdown", "I")


class TestTheirOwnPage:
    def test_shows_the_email_and_takes_the_answer(self, callum, page, axe, picture, sign_in):
        sign_in(page, a_link_person(Message.objects.get().commissioner).user)
        page.goto(reverse("commissioners:today"))
        axe(page)
        picture(page, f"school today {page.size}")
        assert not is_wider_than_the_screen(page)
        page.get_by_role("button", name="We have read this").click()
        page.get_by_text("Read by").wait_for()
        page.get_by_role("link", name="Tell us what you know").click()
        axe(page)
        page.get_by_role("group", name="Callum Tarn").get_by_label("They are with us").check()
        page.get_by_role("button", name="Send what we know").click()
        page.get_by_text("has your answer").wait_for()
        assert SchoolAnswer.objects.get().answer == "with_us"


class TestTheOffice:
    def test_records_what_a_school_said(self, callum, page, axe, picture, sign_in):
        sign_in(page, a_member(callum.provision))
        page.goto(reverse("followup:answer", args=[duty(callum, "follow-up-with-the-school").pk]))
        axe(page)
        picture(page, f"school answer {page.size}")
        assert not is_wider_than_the_screen(page)
        page.get_by_label("We will ring home").check()
        page.get_by_label("Who at the school said so?").fill("Bev Ashdown")
        page.get_by_role("button", name="Save the answer").click()
        page.get_by_text("Netherfold Academy: we will ring home.").first.wait_for()
        assert SchoolAnswer.objects.get().how == "phone"

    def test_keeps_what_was_agreed_with_a_school(self, callum, page, axe, picture, sign_in):
        school = Message.objects.get().commissioner
        sign_in(page, a_member(callum.provision))
        page.goto(reverse("placements:change_commissioner", args=[school.pk]))
        axe(page)
        picture(page, f"school agreed {page.size}")
        page.get_by_label("Told within how many minutes").fill("20")
        page.get_by_role("button", name="Save").click()
        page.get_by_text("Within 20 minutes of the pupil’s start, as agreed with them").wait_for()
        axe(page)
        assert not is_wider_than_the_screen(page)
