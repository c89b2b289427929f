"""The pages of messages as a person meets them: on a desk and on a phone, with and without JavaScript."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from firstbell.outbox import commands
from firstbell.outbox.channels import Attachment
from firstbell.outbox.models import Message
from firstbell.outbox.sending import send_due
from firstbell.outbox.tests.test_sending import PRIYA
from firstbell.outbox.tests.test_texts import a_text
from tests.builders import a_commissioner, a_member, a_provision, day, london

pytestmark = pytest.mark.django_db(transaction=True)
NINE_TEN = london("2026-11-23 09:10")
SCHOOLS = ("Netherfold Academy", "Tollgate Park", "Westmere Council virtual school")


@pytest.fixture
def provision(clock_runs_from):
    """09:10 at Alder Yard: three emails wait, one came back, one was refused by our own server, a text has gone."""
    clock_runs_from("2026-11-23 09:10")
    provision = a_provision(name="Alder Yard", phone="+441632960100", email="office@alderyard.example")
    for number, name in enumerate(SCHOOLS):
        an_email(provision, name, key=f"waits {number}", about=number + 1, files=[CSV] if number == 0 else [])
    back = an_email(provision, "Stoke Mallow School", key="back")
    Message.objects.filter(pk=back.pk).update(state="accepted", accepted_at=NINE_TEN, server="mx.example:25")
    commands.bounced(back, "5.1.1 550 no such mailbox (mx.example)", NINE_TEN + timedelta(minutes=1))
    text = a_text(provision=provision, words="براہ کرم ہمیں فون کریں: 01632 960100")
    Message.objects.filter(pk=text.pk).update(language="ur", english="Please ring us: 01632 960100")
    return provision


CSV = Attachment("attendance-2026-11-23-AM.csv", "text/csv", b"code\r\nN\r\n")


def an_email(provision, name, *, key, about=1, files=()):
    school = a_commissioner(provision, name=name)
    words = "One of your pupils has not been seen this morning.\n\nPlease ring us on 01632 960100."
    return commands.draft(
        provision_id=provision.pk,
        key=key,
        purpose="session-absences",
        to=commands.Recipient(school.pk, name, f"attendance@{key.replace(' ', '')}.example"),
        on=day("2026-11-23"),
        session="AM",
        content=commands.Content("Alder Yard: morning attendance, 23 November", words, about=about),
        due_at=london("2026-11-23 09:18"),
        deadline_at=london("2026-11-23 09:25"),
        by=PRIYA,
        at=NINE_TEN,
        attachments=files,
    )


@pytest.fixture(params=["desk", "phone"])
def page(request, provision, sign_in):
    page = request.getfixturevalue("chromium_page" if request.param == "desk" else "phone_page")
    sign_in(page, a_member(provision, "attendance_lead"))
    page.size = request.param
    return page


def is_wider_than_the_screen(page):
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


class TestThePages:
    def test_are_accessible_and_fit(self, page, axe, picture, settings, provision):
        send_due(london("2026-11-23 09:12"))
        Message.objects.filter(channel="sms").update(state="retrying", fault="technical", tries=2)
        waiting = Message.objects.get(key="waits 0")
        text = Message.objects.get(channel="sms")
        for name, address in (
            ("list", reverse("outbox:list")),
            ("draft with a file", reverse("outbox:message", args=[waiting.pk])),
            ("text in Urdu", reverse("outbox:message", args=[text.pk])),
            ("together", reverse("outbox:together")),
        ):
            page.goto(address)
            picture(page, f"messages {name} {page.size}")
            axe(page)
            assert not is_wider_than_the_screen(page), name

    def test_send_together_and_take_back(self, page, axe, picture):
        page.goto(reverse("outbox:list"))
        page.get_by_role("link", name="Look at the 3 that wait, and send them together").click()
        page.get_by_role("button", name="Send to 3 schools about 6 pupils").click()
        page.get_by_role("heading", name="Going to 3 schools about 6 pupils").wait_for()
        picture(page, f"messages going {page.size}")
        axe(page)
        assert not is_wider_than_the_screen(page)
        page.get_by_role("button", name="Undo: take them all back").click()
        page.get_by_role("heading", name="Taken back").wait_for()
        picture(page, f"messages taken back {page.size}")


class TestWithoutJavaScript:
    def test_several_are_sent_and_taken_back(self, page_without_javascript, provision, sign_in):
        page = page_without_javascript
        sign_in(page, a_member(provision, "attendance_lead"))
        page.goto(reverse("outbox:together"))
        page.get_by_role("button", name="Send to 3 schools").click()
        page.get_by_role("button", name="Undo: take them all back").click()
        page.get_by_text("3 taken back and held.").wait_for()
