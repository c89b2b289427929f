"""Support, without JavaScript: from a pupil's page to a case, a meeting that was held, and what was agreed."""

from __future__ import annotations

import pytest

from firstbell.followup.tests.mornings import marked
from firstbell.outbox.models import Message
from firstbell.support.models import Action, Case, Concern
from tests.builders import a_member, a_provision, a_pupil

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pupil(clock_stands_at, settings):
    clock_stands_at("2026-11-23 15:00")
    settings.SECOND_FACTOR_REQUIRED = False
    pupil = a_pupil("Kacey Holt", provision=a_provision(name="Alder Yard", email="office@alder.example"))
    pupil.contacts.update(email="ines@home.example", parental_responsibility=True)
    marked(pupil)
    return pupil


def send(page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()


def fits(page) -> bool:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide <= 0


class TestTheOffice:
    def test_opens_a_case_meets_and_keeps_what_was_agreed(
        self, pupil, open_page, sign_in, axe, picture, clock_stands_at
    ):
        nell = a_member(pupil.provision, name="Nell Fox")
        desk = open_page(java_script_enabled=False)
        sign_in(desk, nell)

        def seen(name: str) -> None:
            """Look at the page as it stands, on the desk and on a phone."""
            axe(desk)
            desk.set_viewport_size({"width": 390, "height": 844})
            assert fits(desk), f"{name} spills over its side"
            picture(desk, f"support {name} on a phone")
            desk.set_viewport_size({"width": 1280, "height": 900})
            picture(desk, f"support {name}")

        desk.goto(f"/pupils/{pupil.pk}/")
        desk.get_by_role("link", name="Open a support case").click()
        desk.get_by_label("Why?").fill("Five Mondays of six were missed")
        seen("opening a case")
        send(desk, "Open the case")
        desk.get_by_role("link", name="Record what stands in the way").click()
        desk.get_by_label("What stands in the way?").select_option("transport")
        desk.get_by_label("What do we know of it?").fill("The bus is full when it reaches her stop on Mondays.")
        desk.get_by_label("Look at it again on").fill("2026-12-07")
        desk.get_by_label("What will be done first?").fill("Ask the council about a taxi")
        desk.fill("#id_due_on", "2026-11-20")
        seen("recording a barrier")
        send(desk, "Keep it")
        desk.locator("[href$='?kind=pupil']").click()
        desk.get_by_label("Their name").fill("Kacey")
        desk.get_by_label("What did they say?").fill("I hate standing in front of everybody when there is no seat.")
        seen("writing what was said")
        send(desk, "Write it down")
        seen("a case")

        desk.get_by_role("link", name="Arrange a meeting").click()
        desk.get_by_label("What is it about?").fill("How Mondays can work")
        desk.get_by_label("Day", exact=True).fill("2026-11-25")
        desk.get_by_label("From").fill("14:00")
        desk.get_by_label("To", exact=True).fill("14:45")
        desk.get_by_label("Ines Holt").check()
        desk.get_by_label("Their name").fill("Ada Lowe")
        desk.get_by_label("Their organisation").fill("Wexcombe Council")
        desk.get_by_label("Their email address").fill("ada@council.example")
        seen("arranging a meeting")
        send(desk, "Arrange the meeting")
        seen("a meeting before it is sent")
        send(desk, "Send 2 invitations")
        assert Message.objects.filter(purpose="meeting", state="queued").count() == 2

        clock_stands_at("2026-11-25 15:00")
        sign_in(desk, nell)
        desk.goto("/support/")
        seen("page")
        desk.get_by_role("region", name="Meetings").get_by_role("link").first.click()
        desk.get_by_role("link", name="Write down who came").click()
        desk.get_by_role("group", name="Ines Holt, Mother").get_by_label("Came", exact=True).check()
        desk.get_by_role("group", name="Ada Lowe, Wexcombe Council").get_by_label("Sent apologies").check()
        desk.get_by_label("What was said and agreed?").fill("The council pays for a taxi on Mondays until Easter.")
        seen("writing who came")
        send(desk, "Keep it")
        desk.get_by_role("link", name="Add an action").click()
        desk.get_by_label("What will be done?").fill("Book the taxi")
        desk.get_by_label("Or somebody from outside").fill("Ada Lowe")
        desk.get_by_label("By", exact=True).fill("2026-11-27")
        send(desk, "Keep it")
        seen("a meeting that was held")
        desk.goto("/support/cases/")
        seen("cases")
        assert Case.objects.get().meetings.get().held_at is not None
        assert set(Action.objects.values_list("words", flat=True)) == {"Ask the council about a taxi", "Book the taxi"}


class TestTheSafeguardingLead:
    def test_reads_what_a_tutor_raised_and_writes_what_was_done(self, pupil, open_page, sign_in, axe, picture):
        tutor, lead = (a_member(pupil.provision, role) for role in ("tutor", "safeguarding_lead"))
        page = open_page(viewport={"width": 390, "height": 844}, java_script_enabled=False)
        sign_in(page, tutor)
        page.goto(f"/pupils/{pupil.pk}/")
        page.get_by_role("link", name="Raise a safeguarding concern").click()
        page.get_by_label("What did you see or hear?").fill("She said that she sleeps in the car.")
        axe(page)
        picture(page, "support raising a concern")
        send(page, "Send it to the safeguarding lead")
        assert "sleeps in the car" not in page.content()

        sign_in(page, lead)
        page.goto("/board/")
        page.get_by_role("link", name="Read the concern").click()
        axe(page)
        assert fits(page)
        picture(page, "support a concern")
        send(page, "I have read it")
        page.get_by_label("It is closed, and why").check()
        page.get_by_label("What was done?").fill("The council has found the family a room.")
        send(page, "Keep it")
        page.get_by_role("link", name="All concerns").click()
        axe(page)
        picture(page, "support concerns")
        assert [entry.kind for entry in Concern.objects.get().entries.all()] == ["read", "closed"]
