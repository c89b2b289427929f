"""Whether a school has read what it was sent: asked for, kept, and chased where nobody says so."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from firstbell.duties.models import Duty
from firstbell.followup.models import Receipt
from firstbell.followup.schools import receipts
from firstbell.followup.schools.drafting import draft_school_emails, next_to_go
from firstbell.followup.schools.purposes import reference_of
from firstbell.followup.schools.receipts import LinkEnded, link_of, opened, record_receipt
from firstbell.followup.tests.mornings import MONDAY, PRIYA, at, marked
from firstbell.outbox.models import Message
from firstbell.outbox.sending import send_due
from firstbell.placements.models import LinkPerson
from tests.builders import a_commissioner, a_group, a_provision, a_pupil, a_site, day

pytestmark = pytest.mark.django_db


@pytest.fixture
def provision():
    return a_provision(name="Alder Yard")


@pytest.fixture
def netherfold(provision):
    return a_commissioner(provision, name="Netherfold Academy")


@pytest.fixture
def callum(provision, netherfold):
    pupil = a_pupil("Callum Tarn", group=a_group(a_site(provision)), commissioner=netherfold)
    marked(pupil)
    return pupil


@pytest.fixture
def email(provision, callum, mail_server) -> Message:
    """The email about Callum, taken by the school's server at 09:18."""
    mail_server()
    draft_school_emails(provision.pk, at("09:04"))
    draft_school_emails(provision.pk, at("09:18"))
    send_due(at("09:18"))
    return Message.objects.get()


def token_of(email, person_id=None):
    return link_of(reference_of(email), person_id).rstrip("/").rpartition("/")[2]


def chase(callum):
    return Duty.objects.filter(pupil=callum, kind="chase-the-receipt")


class TestTheLink:
    def test_stands_in_the_email_as_text_and_as_html(self, email):
        link = link_of(reference_of(email))
        assert link in email.text and link in email.html

    def test_leads_to_the_page_that_answers_it(self, email):
        assert link_of(reference_of(email)).endswith(reverse("commissioners:letter", args=[token_of(email)]))

    def test_names_no_pupil(self, email):
        assert "tarn" not in token_of(email).casefold() and "callum" not in token_of(email).casefold()

    def test_knows_its_email_and_whose_copy_it_was(self, email, netherfold):
        bev = LinkPerson.objects.create(commissioner=netherfold, name="Bev Ashdown", email="bev@netherfold.example")
        found = opened(token_of(email, bev.pk), day(MONDAY))
        assert (found.message, found.person) == (email, bev)

    def test_ends_after_a_week(self, email):
        assert opened(token_of(email), date(2026, 11, 30)).message == email
        with pytest.raises(LinkEnded):
            opened(token_of(email), date(2026, 12, 1))

    @pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: t.replace("-1.", "-2."), lambda t: "x" + t])
    def test_that_somebody_altered_is_none_of_ours(self, email, change):
        with pytest.raises(LinkEnded):
            opened(change(token_of(email)), day(MONDAY))

    def test_of_another_purpose_is_none_of_ours(self, email):
        from django.core import signing

        other = signing.Signer(salt="firstbell.something-else", sep=".").sign(reference_of(email))
        with pytest.raises(LinkEnded):
            opened(other, day(MONDAY))


class TestAReceipt:
    def test_is_kept_once(self, email):
        record_receipt(email, said_by="Bev", how="link", by=PRIYA, at=at("09:31"))
        record_receipt(email, said_by="Somebody else", how="link", by=PRIYA, at=at("09:40"))
        assert [(each.said_by, each.read_at) for each in Receipt.objects.all()] == [("Bev", at("09:31"))]

    def test_is_asked_for_as_was_agreed_with_the_school(self, email, netherfold, provision):
        assert "We have read this" in email.text
        netherfold.asks_receipt = "no"
        policy = receipts.provisions.policy_on(provision.pk, day(MONDAY))
        assert not receipts.asks_receipt(netherfold, policy)


class TestAnEmailThatNobodySaysTheyRead:
    def test_is_chased_an_hour_later_and_not_before(self, email, callum, provision):
        draft_school_emails(provision.pk, at("10:07"))
        assert not chase(callum).exists()
        draft_school_emails(provision.pk, at("10:09"))
        due = chase(callum).get()
        assert due.due_at.replace(second=0, microsecond=0) == at("10:18")
        assert not due.was_late

    def test_wakes_the_worker_at_that_time(self, email, provision):
        assert next_to_go(provision.pk, day(MONDAY)).replace(second=0, microsecond=0) == at("10:08")

    def test_is_chased_once(self, email, callum, provision):
        for clock in ("10:09", "10:10", "10:11"):
            draft_school_emails(provision.pk, at(clock))
        assert chase(callum).count() == 1
        assert next_to_go(provision.pk, day(MONDAY)) is None

    def test_is_not_chased_where_somebody_did(self, email, callum, provision):
        record_receipt(email, said_by="", how="link", by=PRIYA, at=at("09:31"))
        draft_school_emails(provision.pk, at("10:09"))
        assert not chase(callum).exists()

    def test_is_not_chased_where_the_school_is_not_asked(self, email, callum, provision, netherfold):
        type(netherfold).objects.filter(pk=netherfold.pk).update(asks_receipt="no")
        draft_school_emails(provision.pk, at("10:09"))
        assert not chase(callum).exists()

    def test_is_no_longer_chased_when_the_receipt_comes(self, email, callum, provision):
        draft_school_emails(provision.pk, at("10:09"))
        record_receipt(email, said_by="Bev", how="link", by=PRIYA, at=at("10:12"))
        assert (chase(callum).get().state, chase(callum).get().outcome) == ("met", "receipt")
