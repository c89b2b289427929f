"""A concern reaches the safeguarding lead at once, and nobody else (SS-33)."""

from datetime import date

import pytest
from django.urls import reverse

from firstbell.domain.duties import DutyKind
from firstbell.duties.models import Duty
from firstbell.journal.models import JournalEntry
from firstbell.outbox.models import Message
from firstbell.support.concerns import access
from firstbell.support.concerns.commands import ConcernClosed, raise_concern, write_entry
from firstbell.support.models import Concern
from tests import builders
from tests.support.times import london

pytestmark = pytest.mark.django_db
AT = london("2026-11-23 11:00")
WORDS = "He said that he sleeps in the car"


@pytest.fixture
def pupil():
    return builders.a_pupil("Maya Okoro")


@pytest.fixture
def tutor(pupil):
    return builders.a_member(pupil.provision, "tutor", name="Sam Reed")


@pytest.fixture
def lead(pupil):
    return builders.a_member(pupil.provision, "safeguarding_lead", name="Nell Fox")


@pytest.fixture
def concern(pupil, tutor):
    by = builders.staff(pupil.provision, "tutor", user=tutor).actor
    return raise_concern(pupil, WORDS, happened_on=date(2026, 11, 23), by=by, at=AT)


def alert() -> Duty:
    return Duty.objects.get(kind=DutyKind.ALERT_THE_SAFEGUARDING_LEAD)


class TestRaisingAConcern:
    def test_alerts_the_safeguarding_lead_within_the_policys_minutes(self, concern):
        assert alert().due_at == london("2026-11-23 11:05")
        assert alert().owner_role == "safeguarding_lead"

    def test_alerts_again_for_a_second_concern_of_the_same_day(self, concern, pupil):
        by = builders.staff(pupil.provision, "head").actor
        raise_concern(pupil, "And again", happened_on=None, by=by, at=london("2026-11-23 12:00"))
        assert Duty.objects.filter(fact="concern-raised").count() == 2

    def test_calls_the_lead_to_the_board_by_a_mail_that_says_nothing_of_it(self, pupil, lead):
        by = builders.staff(pupil.provision, "tutor").actor
        raise_concern(pupil, WORDS, happened_on=None, by=by, at=AT)
        called = Message.objects.get()
        assert (called.to_address, called.state) == (lead.email, "queued")
        said = f"{called.subject} {called.text}".lower()
        assert not any(word in said for word in ("maya", "concern", "safeguarding", "sleeps"))

    def test_puts_no_word_of_it_into_the_journal_nor_whom_it_is_about(self, concern, pupil):
        raised = JournalEntry.objects.get(verb="concern.raised")
        assert raised.about == f"concern:{concern.pk}"
        assert raised.facts == f'{{"concern":{concern.pk}}}'
        assert not JournalEntry.objects.filter(facts__contains="sleeps").exists()

    def test_tells_whoever_sent_it_only_that_it_was_sent(self, client, pupil, tutor, lead, clock_stands_at):
        clock_stands_at("2026-11-23 11:00")
        client.force_login(tutor)
        answer = client.post(reverse("support:raise_concern", args=[pupil.pk]), {"words": WORDS}, follow=True)
        page = answer.content.decode()
        assert "Sent to Nell Fox" in page and WORDS not in page
        assert Concern.objects.get().raised_by == "Sam Reed"

    def test_asks_to_tell_the_head_where_nobody_leads_on_safeguarding(self, client, pupil, tutor, clock_stands_at):
        clock_stands_at("2026-11-23 11:00")
        client.force_login(tutor)
        answer = client.post(reverse("support:raise_concern", args=[pupil.pk]), {"words": WORDS}, follow=True)
        assert "tell the head in person" in answer.content.decode()


class TestReadingAConcern:
    @pytest.mark.parametrize("role", ["tutor", "attendance_lead", "head"])
    def test_is_for_nobody_else(self, role, client, concern, pupil, clock_stands_at, settings):
        settings.SECOND_FACTOR_REQUIRED = False
        clock_stands_at("2026-11-23 11:01")
        client.force_login(builders.a_member(pupil.provision, role))
        assert client.get(reverse("support:concern", args=[concern.pk])).status_code == 403
        for address in (reverse("support:home"), reverse("people:pupil", args=[pupil.pk])):
            page = client.get(address).content.decode()
            assert WORDS not in page and reverse("support:concern", args=[concern.pk]) not in page
            assert "safeguarding lead of any concern" not in page

    @pytest.mark.parametrize("role", ["tutor", "attendance_lead", "head", "administrator"])
    def test_is_refused_below_the_pages_too(self, role, concern, pupil):
        assert not access.concerns(builders.staff(pupil.provision, role)).exists()

    def test_is_for_the_lead_of_this_provision_alone(self, concern):
        assert not access.concerns(builders.staff(builders.a_provision(), "safeguarding_lead")).exists()
        assert access.concerns(builders.staff(concern.provision, "safeguarding_lead")).get() == concern

    def test_leads_from_the_board_to_the_concern(self, client, concern, lead, clock_stands_at, settings):
        settings.SECOND_FACTOR_REQUIRED = False
        clock_stands_at("2026-11-23 11:01")
        client.force_login(lead)
        assert reverse("support:concern", args=[concern.pk]) in client.get(reverse("followup:board")).content.decode()

    def test_by_one_tap_meets_the_alert(self, client, concern, lead, clock_stands_at, settings):
        settings.SECOND_FACTOR_REQUIRED = False
        clock_stands_at("2026-11-23 11:02")
        client.force_login(lead)
        client.post(reverse("support:read_concern", args=[concern.pk]))
        assert alert().state == Duty.State.MET and not alert().was_late


class TestWhatWasDone:
    def test_meets_the_alert_of_this_concern_alone(self, concern, pupil, lead):
        by = builders.staff(pupil.provision, "safeguarding_lead", user=lead).actor
        other = raise_concern(pupil, "Another", happened_on=None, by=by, at=AT)
        write_entry(concern, "action", "Rang the social worker", by=by, at=AT)
        assert [duty.occasion for duty in Duty.objects.filter(closed_at=None)] == [f"concern:{other.pk}"]

    def test_is_written_no_more_once_it_is_closed(self, concern, pupil, lead):
        by = builders.staff(pupil.provision, "safeguarding_lead", user=lead).actor
        write_entry(concern, "closed", "The council took it on", by=by, at=AT)
        with pytest.raises(ConcernClosed):
            write_entry(concern, "action", "One more call", by=by, at=AT)
        write_entry(concern, "reopened", "He said it again", by=by, at=AT)
        write_entry(concern, "action", "Rang again", by=by, at=AT)
        assert [entry.kind for entry in concern.entries.all()] == ["closed", "reopened", "action"]
