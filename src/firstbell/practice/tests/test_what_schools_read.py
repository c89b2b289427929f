"""A lived day's emails to schools, as they get them: no name before they are opened, nobody else's pupil in them."""

from __future__ import annotations

import csv
import io
import random
import re
from dataclasses import replace
from datetime import date, time

import pytest

from firstbell.domain.school_time import starts_at
from firstbell.followup.schools.purposes import COPY, TO_SCHOOLS
from firstbell.outbox.commands import attachments_of
from firstbell.outbox.models import Message
from firstbell.placements.models import Placement
from firstbell.practice import cast
from firstbell.practice.history import habits_of
from firstbell.practice.living import Past, live
from firstbell.practice.making import make_place

MONDAY = date(2026, 3, 30)
VISIBLE = 200
A_NAME = re.compile(r"\b([A-Z][a-z'’-]+)\b")


@pytest.fixture
def emails(db, practice_time, settings) -> list[Message]:
    """The emails to schools of a clock-change Monday in a practice provision of thirty."""
    settings.PRACTICE = True
    settings.EMAIL_BACKEND = "firstbell.practice.mail.MailboxBackend"
    at = starts_at(MONDAY, time(1, 0))
    small = replace(cast.TOWN, pupils=30)
    made = make_place(small, MONDAY, history_from=MONDAY, goes_live_on=MONDAY, at=at, password_hash="!")
    dice = random.Random(4)
    live([MONDAY], [Past(made, habits_of(made, dice), dice)])
    purposes = [purpose + ending for purpose in TO_SCHOOLS for ending in ("", COPY)]
    return list(Message.objects.filter(provision=made.provision, purpose__in=purposes))


def theirs() -> dict[int, set[str]]:
    """The pupils of each school and council, by the last name."""
    found: dict[int, set[str]] = {}
    for place in Placement.objects.select_related("pupil"):
        for school in {place.commissioner_id, place.main_school_id} - {None}:
            found.setdefault(school, set()).add(place.pupil.name)
    return found


def visible(html: str) -> str:
    body = re.sub(r"(?s)<head>.*?</head>", "", html)
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


class TestAMorningsEmails:
    def test_are_safe_to_show_on_a_locked_telephone_and_are_about_that_schools_pupils(self, emails):
        assert len(emails) > 4 and len({email.commissioner_id for email in emails}) > 3
        names = {place.pupil.name for place in Placement.objects.select_related("pupil")}
        last_names = {name.split()[-1] for name in names}
        own = theirs()
        for email in emails:
            files = attachments_of(email)
            seen = (email.subject, " ".join(email.text.split())[:VISIBLE], visible(email.html)[:VISIBLE])
            for words in (*seen, *(file.name for file in files)):
                assert not {name for name in names if name.split()[0] in words.split()}, words
                assert not last_names & set(A_NAME.findall(words)), words
            told = {told.pupil.name for told in email.told_pupils.select_related("pupil")}
            assert told <= own[email.commissioner_id]
            for file in files:
                rows = csv.DictReader(io.StringIO(file.content.decode("utf-8-sig")))
                listed = {row["pupil"] for row in rows}
                shown = {f"{name.split()[0]} {name.split()[-1][:1]}" for name in own[email.commissioner_id]}
                assert listed and listed <= shown
