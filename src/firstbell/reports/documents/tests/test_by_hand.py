"""A report that somebody sends by hand is seen before it goes, and what went can be taken again."""

from __future__ import annotations

import pytest
from django.urls import reverse

from firstbell.domain.marks import Choice
from firstbell.followup.tests.mornings import at, marked
from firstbell.outbox.models import Message
from firstbell.people.models import Contact
from firstbell.people.tests.pages import signed_in, text
from firstbell.policy import preset_names, preset_text
from firstbell.policy.parsing import parse
from firstbell.reports.documents.models import ReportRun
from firstbell.reports.documents.posts import next_on
from firstbell.reports.documents.spans import terms_of
from tests.builders import a_commissioner, a_group, a_provision, a_pupil, a_site, day

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def friday(clock_stands_at):
    clock_stands_at("2026-11-20 16:00")


@pytest.fixture
def school():
    return a_commissioner(a_provision(name="Alder Yard"), name="Netherfold School")


@pytest.fixture
def pupil(school):
    pupil = a_pupil("Callum Tarn", group=a_group(a_site(school.provision)), commissioner=school)
    marked(pupil, Choice.HERE, on="2026-11-16")
    return pupil


class TestSendingByHand:
    def test_shows_the_message_first_and_sends_nothing_yet(self, pupil, school):
        lead = signed_in(school.provision)
        answer = lead.post(f"/reports/documents/schools/{school.pk}/send/")
        message = Message.objects.get(purpose="report")
        assert answer["Location"] == f"{reverse('outbox:together')}?message={message.pk}"
        assert message.state == "held"
        assert "Send to" in text(lead.get(answer["Location"])) or "1 school" in text(lead.get(answer["Location"]))

    def test_goes_when_it_is_let_go_and_can_be_taken_back(self, pupil, school):
        lead = signed_in(school.provision)
        lead.post(f"/reports/documents/schools/{school.pk}/send/")
        message = Message.objects.get(purpose="report")
        sent = lead.post(reverse("outbox:together"), {"message": [message.pk]})
        assert Message.objects.get(pk=message.pk).state == "queued"
        lead.post(f"{sent['Location']}undo/")
        assert Message.objects.get(pk=message.pk).state == "held"

    def test_home_says_why_where_nobody_may_be_written_to(self, pupil, school):
        lead = signed_in(school.provision)
        answer = lead.post(f"/reports/documents/pupils/{pupil.pk}/send/", follow=True)
        assert "No message was written" in text(answer)
        assert not Message.objects.filter(purpose="report").exists()

    def test_of_the_days_that_the_page_showed(self, pupil, school):
        Contact.objects.filter(pupil=pupil).update(email="ines@example.org")
        days = "?starts_on=2026-11-16&ends_on=2026-11-16"
        signed_in(school.provision).post(f"/reports/documents/pupils/{pupil.pk}/send/{days}")
        run = ReportRun.objects.get()
        assert (str(run.starts_on), str(run.ends_on), run.rule) == ("2026-11-16", "2026-11-16", "")
        assert run.message.to_address == "ines@example.org"

    def test_of_days_without_a_session_is_refused(self, school, pupil):
        lead = signed_in(school.provision)
        days = "?starts_on=2026-08-03&ends_on=2026-08-07"
        answer = lead.post(f"/reports/documents/pupils/{pupil.pk}/send/{days}", follow=True)
        assert "There is nothing to send" in text(answer)


class TestThePageOfReports:
    def test_shows_what_the_policy_sends_and_when_next(self, school, pupil):
        page = text(signed_in(school.provision).get("/reports/documents/"))
        assert "every Friday at 15:45" in page
        assert "Fri 20 Nov 2026" in page
        assert "Netherfold School" in page

    def test_leads_to_what_was_sent_with_the_files_as_they_went(self, school, pupil):
        lead = signed_in(school.provision)
        lead.post(f"/reports/documents/schools/{school.pk}/send/")
        message = Message.objects.get(purpose="report")
        assert reverse("outbox:message", args=[message.pk]) in lead.get("/reports/documents/").content.decode()
        file = message.attachments.get()
        again = lead.get(reverse("outbox:attachment", args=[message.pk, file.pk]))
        assert b"".join(again.streaming_content) == bytes(file.content)

    def test_asks_the_database_as_often_for_twenty_reports_as_for_none(
        self, school, pupil, django_assert_max_num_queries
    ):
        for number in range(20):
            ReportRun.objects.create(
                provision=school.provision, rule=f"r{number}", document="commissioner", to="commissioner",
                about=f"commissioner:{school.pk}", commissioner=school, starts_on=day("2026-11-16"),
                ends_on=day("2026-11-20"), formats="pdf", due_at=at("15:45"), made_at=at("02:00"), made_by="worker",
            )  # fmt: skip
        lead = signed_in(school.provision)
        with django_assert_max_num_queries(13):
            lead.get("/reports/documents/")

    def test_is_found_from_a_pupils_page_by_the_office_and_not_by_a_tutor(self, school, pupil):
        seen = {
            role: "/reports/documents/" in text(signed_in(school.provision, role).get(f"/pupils/{pupil.pk}/"))
            for role in ("head", "tutor")
        }
        assert seen == {"head": True, "tutor": False}


class TestEveryShippedPolicy:
    @pytest.mark.parametrize("name", preset_names())
    def test_sends_each_report_on_a_day_that_comes(self, name, school):
        rules = parse(preset_text(name)).reports
        terms = terms_of(school.provision_id)
        assert {rule.key for rule in rules if next_on(rule, terms, day("2026-11-20")) is None} == {"handover"}
