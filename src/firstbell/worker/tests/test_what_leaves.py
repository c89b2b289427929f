"""Nothing that shows on a locked phone names a child: no subject, no preview, no file name of any message."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta

import pytest

from firstbell.domain.marks import Choice
from firstbell.followup.home.home_arrivals import NOW_HERE as TEXT_HERE
from firstbell.followup.home.texting import PURPOSE as TEXT
from firstbell.followup.home.texting import text_home
from firstbell.followup.missing import commands as missing
from firstbell.followup.missing.commands import PURPOSE as MISSING
from firstbell.followup.schools.purposes import ABSENCES, COPY, NOW_HERE
from firstbell.followup.tests.mornings import PRIYA, TUTOR, at, duty, line_of, marked
from firstbell.outbox.commands import attachments_of
from firstbell.outbox.models import Message
from firstbell.placements.models import Commissioner, LinkPerson
from firstbell.registers import commands as registers
from firstbell.reports.documents.due import schedule_reports
from firstbell.reports.documents.posting import PURPOSE as REPORT
from firstbell.worker import loop
from tests.builders import a_commissioner, a_group, a_provision, a_pupil, a_site

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

# Words that no template has by itself.
CANARIES = ("Zebulon", "Quillfeather", "Zeb")
# What mail programs show of a mail that is not open.
PREVIEW_CHARACTERS = 200


@pytest.fixture
def messages():
    """Every kind of message that a day of one pupil makes."""
    provision = a_provision(name="Alder Yard", phone="+441632960100", email="office@alderyard.example")
    school = a_commissioner(provision, notice_format=Commissioner.NoticeFormat.BOTH)
    LinkPerson.objects.create(
        commissioner=school, name="Dana Fell", email="dana@netherfold.example", receives_notices=True
    )
    pupil = a_pupil(
        "Zebulon Quillfeather", group=a_group(a_site(provision)), commissioner=school, preferred_first_name="Zeb"
    )
    marked(pupil, Choice.HERE, on="2026-11-20")
    schedule_reports(provision.pk, at("02:00"))
    marked(pupil)
    text_home(duty(pupil, "call-home"), pupil.contacts.earliest("priority").pk, by=PRIYA, at=at("09:06"))
    for minute in range(4, 25):
        loop.turn(at(f"09:{minute:02}"))
    registers.arrived(line_of(pupil).pk, by=TUTOR, at=at("09:25"))
    for minute in range(26, 30):
        loop.turn(at(f"09:{minute:02}") + timedelta(seconds=1))
    case = missing.open_case(pupil, on=date(2026, 11, 23), why="Nobody was found", by=PRIYA, at=at("16:00"))
    missing.draft_to_council(case, by=PRIYA, at=at("16:05"))
    return {message.purpose: message for message in Message.objects.all()}


def preview(text):
    """Return what is seen of a mail before it is opened, from its text or its HTML."""
    body = re.sub(r"<head>.*?</head>|<[^>]+>", " ", text, flags=re.DOTALL)
    return " ".join(html.unescape(body).split())[:PREVIEW_CHARACTERS]


def named_in(shown):
    return [canary for canary in CANARIES if canary.casefold() in shown.casefold()]


class TestEveryMessage:
    def test_is_made_here(self, messages):
        emails = {ABSENCES, f"{ABSENCES}{COPY}", NOW_HERE, f"{NOW_HERE}{COPY}", MISSING, REPORT}
        assert set(messages) == emails | {TEXT, TEXT_HERE}

    def test_names_no_child_before_it_is_opened(self, messages):
        told = {
            purpose: found
            for purpose, message in messages.items()
            if (found := named_in(" ".join([message.subject, preview(message.text), preview(message.html)])))
            and message.channel == Message.Channel.EMAIL
        }
        assert told == {}

    def test_names_no_child_in_the_name_of_a_file(self, messages):
        files = [file.name for message in messages.values() for file in attachments_of(message)]
        assert files and named_in(" ".join(files)) == []

    def test_would_be_noticed_here_if_it_did(self, messages):
        assert named_in(messages[ABSENCES].text) and named_in(messages[MISSING].text)
