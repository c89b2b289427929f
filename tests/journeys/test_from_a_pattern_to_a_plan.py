"""From Mondays that are missed to a plan that was reviewed, in Chromium: the lead's story, then the head's."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date, timedelta

import pytest

from firstbell import clock
from firstbell.domain.school_time import Span
from firstbell.duties.models import Duty
from firstbell.journal import Actor
from firstbell.practice.models import PracticeMail
from firstbell.provisions.queries import calendar
from firstbell.registers import commands as registers
from firstbell.registers.commands import PastMark
from firstbell.support.models import Case, Meeting, PlanReview
from firstbell.worker import loop
from tests.builders import a_commissioner, a_contact, a_group, a_member, a_provision, a_pupil, a_site

pytestmark = pytest.mark.django_db(transaction=True)

FRIDAY_BEFORE = date(2026, 11, 20)
MONDAY, REVIEW_DAY = "2026-11-23", "2027-01-25"
MISSED = [date(2026, 9, 14) + timedelta(weeks=number) for number in (0, 2, 4, 5, 7, 9)]


class Place:
    """One provision, one pupil, the lead, the head, and a clock that tells the worker."""

    def __init__(self, clock_runs_from) -> None:
        self._run_from = clock_runs_from
        self.provision = a_provision("stepping-stones", name="Alder Yard", phone="+441632960100")
        self.tutor = a_member(self.provision, "tutor", name="Sam Okoro")
        self.lead = a_member(self.provision, "attendance_lead", name="Priya Nair")
        self.head = a_member(self.provision, "head", name="Wren Adair")
        school = a_commissioner(self.provision, name="Netherfold Academy", notice_email="attendance@netherfold.example")
        self.group = a_group(a_site(self.provision), "Forge", tutors=(self.tutor,))
        self.pupil = a_pupil("Callum Tarn", group=self.group, commissioner=school)
        a_contact(
            self.pupil, relationship="Father", name="Owen Tarn", email="owen@tarn.example", parental_responsibility=True
        )
        self.placement = self.pupil.placements.get()

    def at(self, text: str) -> None:
        """Move the clock, and let the worker do what falls due by then."""
        self._run_from(text)
        for _ in range(3):
            loop.turn(clock.now())

    def lived(self, days: Span, missed: Collection[date], at: str) -> None:
        """Bring in the registers of some weeks."""
        registers.import_marks(
            self.provision.pk,
            list(self._marks(days, missed)),
            code_set="stepping-stones",
            site_of_group={self.group.pk: self.group.site_id},
            by=Actor.system("test"),
            at=self._run_from(at),
        )

    def _marks(self, days: Span, missed: Collection[date]) -> Iterator[PastMark]:
        for on in calendar(self.provision.pk).school_days(days):
            for session, here in (("AM", "/"), ("PM", "\\")):
                key = "O" if on in missed else here
                yield PastMark(self.pupil.pk, self.placement.pk, self.group.pk, on, session, key)

    def duties(self, kind: str) -> list[str]:
        return list(Duty.objects.filter(pupil=self.pupil, kind=kind).order_by("pk").values_list("state", flat=True))


@pytest.fixture
def place(clock_runs_from, settings):
    """Ten weeks have been lived: three in five Mondays were missed, and no other day."""
    settings.EMAIL_BACKEND = "firstbell.practice.mail.MailboxBackend"
    place = Place(clock_runs_from)
    place.lived(Span(date(2026, 9, 14), FRIDAY_BEFORE), MISSED, f"{MONDAY} 01:00")
    place.at(f"{MONDAY} 08:50")
    return place


def press(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


class TestMondays:
    def test_become_a_case_a_meeting_a_plan_and_a_review_that_the_register_decides(
        self, place, open_page, sign_in, axe
    ):
        lead, head = open_page(), open_page()
        sign_in(lead, place.lead)

        # The pattern, and from it a case.
        lead.goto("/support/")
        lead.get_by_role("link", name="Patterns", exact=True).click()
        lead.get_by_text("Missed 6 of 10 Mondays").first.wait_for()
        lead.get_by_role("link", name=re.compile("^Open a case")).click()
        assert "Mondays" in lead.locator("[name=why]").input_value()
        press(lead, "Open the case")
        case = Case.objects.get()

        # What stands in the way, in the pupil's own words too.
        lead.get_by_role("link", name="Record what stands in the way").click()
        lead.locator("[name=key]").select_option("transport")
        lead.locator("[name=note]").fill("The first bus on Monday does not wait.")
        lead.locator("[name=action]").fill("Ask the council for a taxi on Mondays")
        lead.locator("[name=due_on]").fill("2026-11-27")
        press(lead, "Keep it")
        lead.get_by_role("link", name="Write down what was said").first.click()
        lead.locator("[name=words]").fill("I would come if I did not have to change buses.")
        press(lead, "Write it down")
        lead.get_by_text("I would come if I did not have to change buses.").first.wait_for()

        # A meeting, its invitation, and who came.
        lead.get_by_role("link", name="Arrange a meeting", exact=True).last.click()
        lead.locator("[name=purpose]").fill("How Mondays could begin better")
        lead.locator("[name=on]").fill("2026-11-24")
        lead.locator("[name=starts_time]").fill("15:30")
        lead.locator("[name=ends_time]").fill("16:00")
        lead.locator("[name=place]").fill("The library")
        for box in lead.get_by_role("checkbox", name=re.compile("Owen Tarn|Netherfold")).all():
            box.check()
        press(lead, "Arrange the meeting")
        lead.get_by_role("button", name=re.compile("Send")).first.click()
        place.at(f"{MONDAY} 09:30")
        asked = {mail.to_address for mail in PracticeMail.objects.filter(subject__icontains="meeting")}
        assert len(asked) == 2, asked
        place.at("2026-11-24 16:10")
        sign_in(lead, place.lead)
        lead.goto(f"/support/meetings/{Meeting.objects.get().pk}/")
        lead.get_by_role("link", name="Write down who came").click()
        for each in lead.get_by_role("radio", name=re.compile("^Came")).all():
            each.check()
        lead.locator("[name=minutes]").fill("A taxi on Mondays until Easter; Sam greets at the gate.")
        press(lead, "Keep it")

        # The plan: what is to be reached, what is done, and who agreed.
        lead.goto(f"/support/cases/{case.pk}/")
        lead.get_by_role("link", name="Write a plan").click()
        lead.locator("[name=aim]").fill("Mondays like every other day.")
        lead.locator("[name=starts_on]").fill("2026-11-24")
        lead.locator("[name=review_on]").fill(REVIEW_DAY)
        lead.locator("[name=t0-kind]").select_option("attendance")
        lead.locator("[name=t0-amount]").fill("95")
        lead.locator("[name=s0-key]").select_option(index=1)
        lead.locator("[name=s0-done_by]").fill("Sam Okoro")
        press(lead, "Save the plan")
        axe(lead)
        for party, name in (("us", "Priya Nair"), ("parent or carer", "Owen Tarn")):
            lead.get_by_role("link", name=f"Record it for {party}").click()
            lead.locator("[name=name]").fill(name)
            lead.get_by_role("radio", name="At a meeting").check()
            press(lead, "Record it")

        # Eight weeks on, the head looks at what the register says.
        place.lived(Span(date(2026, 11, 24), date(2027, 1, 22)), (), f"{REVIEW_DAY} 02:30")
        place.at(f"{REVIEW_DAY} 08:50")
        assert place.duties("review") == ["open"]
        sign_in(head, place.head)
        head.goto("/support/")
        head.get_by_role("link", name=re.compile("Callum Tarn")).first.click()
        head.goto(f"/support/pupils/{place.pupil.pk}/review/")
        assert "Improved: what the register says" in head.locator("main").inner_text()
        axe(head)
        head.get_by_role("radio", name=re.compile("^Improved")).check()
        head.locator("[name=pupil_words]").fill("The taxi is good. Sam waits for me.")
        head.locator("[name=what_next]").fill("The taxi goes on until Easter.")
        press(head, "Keep the review")
        review = PlanReview.objects.get()
        assert (review.decision, review.decided_by) == ("improved", place.head.name)
        assert place.duties("review") == ["met"] and place.duties("agency-referral") == []
