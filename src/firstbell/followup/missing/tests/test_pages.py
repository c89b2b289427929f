"""The pages of missing-education cases: who may read them, that readings are logged, what they refuse."""

from __future__ import annotations

import pytest
from django.urls import reverse

from firstbell.accounts.models import AccessLog
from firstbell.followup.missing.models import CaseEntry, CouncilContact, MissingCase
from firstbell.followup.missing.tests.test_cases import keep_council, opened
from firstbell.followup.tests.mornings import marked
from tests.builders import a_group, a_member, a_provision, a_pupil, a_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def pupil(clock_runs_from):
    clock_runs_from("2026-11-23 16:30")
    return a_pupil("Callum Tarn", group=a_group(a_site(a_provision())))


def sign_in(client, pupil, role="safeguarding_lead"):
    client.force_login(a_member(pupil.provision, role), backend="firstbell.accounts.backend.StaffBackend")


def address(case, name="missing_case"):
    return reverse(f"followup:{name}", args=[case.pk])


class TestWhoMayReadACase:
    @pytest.mark.parametrize("role", ["safeguarding_lead", "attendance_lead", "head"])
    def test_those_who_act_on_it_may(self, client, pupil, role):
        sign_in(client, pupil, role)
        assert client.get(address(opened(pupil))).status_code == 200

    @pytest.mark.parametrize("role", ["tutor", "administrator"])
    def test_others_may_not(self, client, pupil, role):
        sign_in(client, pupil, role)
        assert client.get(address(opened(pupil))).status_code == 403

    def test_nobody_of_another_provision_finds_it(self, client, pupil):
        sign_in(client, a_pupil())
        assert client.get(address(opened(pupil))).status_code == 404

    def test_each_reading_is_logged(self, client, pupil):
        sign_in(client, pupil)
        client.get(address(opened(pupil)))
        assert AccessLog.objects.filter(pupil_id=pupil.pk, route="followup:missing_case").count() == 1

    def test_a_tutor_sees_nothing_of_it_on_the_pupils_page(self, client, pupil):
        opened(pupil)
        sign_in(client, pupil, "tutor")
        assert "Nobody has found" not in client.get(reverse("people:pupil", args=[pupil.pk])).content.decode()

    def test_the_office_is_led_to_it_from_the_pupils_page(self, client, pupil):
        case = opened(pupil)
        sign_in(client, pupil, "attendance_lead")
        assert address(case) in client.get(reverse("people:pupil", args=[pupil.pk])).content.decode()


class TestTheList:
    def test_shows_what_is_left_to_do(self, client, pupil):
        opened(pupil)
        sign_in(client, pupil)
        shown = client.get(reverse("followup:missing")).content.decode()
        assert "Callum Tarn" in shown
        assert "0 done, 7 to do" in shown

    def test_keeps_closed_cases_in_sight(self, client, pupil):
        case = opened(pupil)
        sign_in(client, pupil)
        client.post(address(case, "close_missing_case"), {"outcome": "returned", "evidence": ""})
        shown = client.get(reverse("followup:missing")).content.decode()
        assert "No case is open" in shown
        assert "The pupil came back" in shown


class TestTheBoard:
    def test_leads_from_its_duties_to_the_case(self, client, pupil):
        from firstbell.followup.days.after import look_after_days
        from firstbell.followup.tests.mornings import at

        marked(pupil)
        marked(pupil, session="PM", clock="13:05")
        look_after_days(pupil.provision_id, at("15:00"))
        sign_in(client, pupil)
        shown = client.get(reverse("followup:board")).content.decode()
        assert reverse("followup:open_missing_case", args=[pupil.pk]) in shown


class TestWriting:
    def test_puts_an_entry_into_the_case(self, client, pupil):
        case = opened(pupil)
        sign_in(client, pupil)
        sent = {"kind": "school", "words": "Nothing heard there", "spoke_to": "Ms Rowe", "settles": "on"}
        assert client.post(address(case), sent).status_code == 302
        entry = CaseEntry.objects.get(kind="school")
        assert (entry.spoke_to, entry.settles, entry.made_by_role) == ("Ms Rowe", True, "safeguarding_lead")

    def test_refuses_what_is_still_to_come(self, client, pupil):
        case = opened(pupil)
        sign_in(client, pupil)
        sent = {"kind": "visit", "words": "They go", "happened_on": "2026-11-24", "happened_time": "09:00"}
        answer = client.post(address(case), sent)
        assert answer.status_code == 422
        assert "This is still to come" in answer.content.decode()

    def test_refuses_words_without_a_step(self, client, pupil):
        sign_in(client, pupil)
        assert client.post(address(opened(pupil)), {"words": "Rang"}).status_code == 422


class TestTellingTheCouncil:
    def test_shows_the_words_before_they_go(self, client, pupil):
        keep_council(pupil)
        case = opened(pupil)
        sign_in(client, pupil)
        shown = client.post(address(case, "draft_to_council"), follow=True).content.decode()
        assert "A CHILD MISSING EDUCATION" in shown
        assert "Send it to Wexcombe Council" in shown

    def test_sends_what_was_read(self, client, pupil):
        keep_council(pupil)
        case = opened(pupil)
        sign_in(client, pupil)
        client.post(address(case, "draft_to_council"))
        assert (
            "On its way to Wexcombe Council"
            in client.post(address(case, "send_to_council"), follow=True).content.decode()
        )

    def test_says_to_ring_where_no_address_is_kept(self, client, pupil):
        case = opened(pupil)
        sign_in(client, pupil)
        shown = client.post(address(case, "draft_to_council"), follow=True).content.decode()
        assert "No address is kept for the council" in shown


class TestClosing:
    def test_asks_for_an_outcome(self, client, pupil):
        sign_in(client, pupil)
        answer = client.post(address(opened(pupil), "close_missing_case"), {"evidence": ""})
        assert answer.status_code == 422
        assert "Choose how it ended" in answer.content.decode()

    def test_asks_for_the_evidence_of_another_ending(self, client, pupil):
        sign_in(client, pupil)
        answer = client.post(address(opened(pupil), "close_missing_case"), {"outcome": "other"})
        assert answer.status_code == 422
        assert MissingCase.objects.get().is_open

    def test_is_offered_when_the_register_saw_the_pupil(self, client, pupil, clock_runs_from):
        from firstbell.domain.marks import Choice

        case = opened(pupil)
        marked(pupil, Choice.HERE, on="2026-11-24")
        clock_runs_from("2026-11-24 10:00")
        sign_in(client, pupil)
        assert "The register saw Callum on Tuesday 24 November" in client.get(address(case)).content.decode()


class TestOpeningByHand:
    def test_needs_a_reason_and_leads_to_the_case(self, client, pupil):
        sign_in(client, pupil, "attendance_lead")
        page = reverse("followup:open_missing_case", args=[pupil.pk])
        assert client.post(page, {}).status_code == 422
        answer = client.post(page, {"why": "The family moved away"})
        assert answer.url == address(MissingCase.objects.get())

    def test_leads_to_the_case_that_is_open(self, client, pupil):
        case = opened(pupil)
        sign_in(client, pupil)
        assert client.get(reverse("followup:open_missing_case", args=[pupil.pk])).url == address(case)


class TestTheCouncilsAddress:
    def test_is_kept_by_the_safeguarding_lead(self, client, pupil):
        sign_in(client, pupil)
        sent = {"name": "Wexcombe Council", "email": "cme@wexcombe.example", "phone": "01632 960300"}
        client.post(reverse("followup:missing_council"), sent)
        assert CouncilContact.objects.get().phone == "+441632960300"

    def test_is_not_the_attendance_leads_to_change(self, client, pupil):
        sign_in(client, pupil, "attendance_lead")
        assert client.get(reverse("followup:missing_council")).status_code == 403
