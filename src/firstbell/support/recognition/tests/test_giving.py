"""Giving recognition, passing it over, and writing home about it (SS-28)."""

from __future__ import annotations

from datetime import date

import pytest

from firstbell.duties.models import Duty
from firstbell.journal.models import JournalEntry
from firstbell.outbox.models import Message
from firstbell.support.recognition import commands, home
from firstbell.support.recognition.certificates import print_certificates
from firstbell.support.recognition.listing import list_recognitions
from firstbell.support.recognition.models import Recognition
from firstbell.support.recognition.words import why
from firstbell.support.tests.marking import mark_days
from tests import builders
from tests.builders import a_group, a_provision, a_pupil, a_site
from tests.support import pdfs
from tests.support.times import london

pytestmark = pytest.mark.django_db
AT = london("2026-11-09 09:00")


@pytest.fixture
def pupil():
    pupil = a_pupil("Maya Reed", group=a_group(a_site(a_provision())))
    mark_days(pupil, "// // /M // //")
    list_recognitions(pupil.provision_id, london("2026-11-07 02:00"))
    return pupil


@pytest.fixture
def nell(pupil):
    return builders.staff(pupil.provision).actor


def earned():
    return Recognition.objects.select_related("pupil", "provision").get()


class TestGiving:
    def test_meets_what_was_due(self, pupil, nell):
        commands.give([earned()], by=nell, at=AT)
        assert earned().state == "given" and earned().settled_by == nell.name
        assert Duty.objects.get(kind="recognition").state == Duty.State.MET

    def test_twice_is_refused_in_words(self, pupil, nell):
        commands.give([earned()], by=nell, at=AT)
        with pytest.raises(commands.NothingToGive):
            commands.give([earned()], by=nell, at=AT)

    def test_passing_over_keeps_the_reason_and_lets_go_of_the_duty(self, pupil, nell):
        commands.pass_over(earned(), reason="The family asked us not to", by=nell, at=AT)
        assert earned().reason == "The family asked us not to"
        assert Duty.objects.get(kind="recognition").state == Duty.State.WITHDRAWN
        assert JournalEntry.objects.filter(verb="recognition.passed-over").count() == 1


class TestWritingHome:
    def test_goes_to_the_first_who_may_be_written_to(self, pupil, nell):
        pupil.contacts.update(email="never@example.org", safety="never", warning="Court order")
        carer = builders.a_contact(pupil, name="Ade Reed", email="ade@example.org", parental_responsibility=True)
        [message] = home.draft_news([earned()], by=nell, at=AT)
        assert (message.to_name, message.to_address) == (carer.name, "ade@example.org")
        assert "Maya" not in message.subject and "Maya came to every session for a whole week." in message.text

    def test_is_not_possible_without_an_address_that_is_safe(self, pupil, nell):
        assert home.draft_news([earned()], by=nell, at=AT) == []

    def test_twice_drafts_one_email(self, pupil, nell):
        pupil.contacts.update(email="ines@example.org")
        home.draft_news([earned()], by=nell, at=AT)
        assert home.draft_news([earned()], by=nell, at=AT) == []
        assert Message.objects.filter(purpose="recognition").count() == 1

    def test_gives_it_once_their_server_has_taken_the_email(self, pupil, nell):
        pupil.contacts.update(email="ines@example.org")
        [message] = home.draft_news([earned()], by=nell, at=AT)
        message.state = Message.State.ACCEPTED
        home.news_settled(message, AT)
        assert earned().state == "given"


class TestACertificate:
    def test_says_who_what_and_from_whom_and_no_percentage(self, pupil, nell):
        document = print_certificates([earned()], provision="Alder Yard", by=nell, at=AT)
        said = pdfs.text_of(document).replace("\n", "")
        for words in (
            "Maya Reed",
            "A full week",
            "who came to every session from 2 November to 6 November",
            "Alder Yard",
        ):
            assert words in said
        assert "%" not in said and pdfs.is_tagged(document)


def test_the_list_says_why_with_its_numbers(pupil):
    said = "All 9 sessions, from 2 November to 6 November. 1 session of illness or appointments left out."
    assert why(earned()) == said


@pytest.mark.parametrize(
    ("achievement", "said"),
    [
        (
            "improved",
            "80.0%, up from 62.5%: 17.5 points. 8 of 10 sessions from 2 November to 6 November, "
            "5 of 8 in as many weeks before.",
        ),
        ("returned-after-long-absence", "Back on Monday 2 November after 12 school days since 12 October."),
        ("punctual-half-term", "On time all 8 times, from 2 November to 6 November."),
    ],
)
def test_each_achievement_has_its_own_reason(achievement, said):
    earned = Recognition(
        achievement=achievement, starts_on=date(2026, 11, 2), ends_on=date(2026, 11, 6), possible=10, attended=8,
        possible_before=8, attended_before=5, arrivals=8, days_away=12, away_since=date(2026, 10, 12),
    )  # fmt: skip
    assert why(earned) == said
