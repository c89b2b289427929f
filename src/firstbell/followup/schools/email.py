"""An email to a school: its own pupils' absences, what was done, what comes next, which code (SS-16, SS-17).

No pupil's name stands in the subject, nor in what a mail program shows before the email is opened: the first lines say
what it is about and what to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.template.loader import render_to_string

from firstbell.domain.school_time import london_time, long_date
from firstbell.followup.board.rooms import SESSION_WORDS
from firstbell.followup.models import ToldPupil
from firstbell.followup.schools.news import News
from firstbell.followup.schools.purposes import LATE, NOW_HERE
from firstbell.outbox.commands import Content
from firstbell.placements.models import Commissioner
from firstbell.provisions.models import Provision
from firstbell.provisions.phones import shown

NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")
Says = ToldPupil.Says


@dataclass(frozen=True)
class Letter:
    """What one email is about. promised_at: by when the school was to know; None where nothing was promised.

    goes_at: when it goes by itself; after the promised time it says that it is late. link: where to say that it was
    read and what is known, empty where nothing is asked.
    """

    purpose: str
    provision: Provision
    commissioner: Commissioner
    on: date
    session: str
    reference: str
    goes_at: datetime
    promised_at: datetime | None
    link: str
    asks_receipt: bool

    @property
    def has_table(self) -> bool:
        """A file with all their pupils goes with it. News of an arrival is short, and goes without one."""
        wanted = self.commissioner.notice_format in (Commissioner.NoticeFormat.CSV, Commissioner.NoticeFormat.BOTH)
        return wanted and self.purpose != NOW_HERE

    @property
    def lists_pupils(self) -> bool:
        """The pupils stand in the email itself."""
        return self.commissioner.notice_format != Commissioner.NoticeFormat.CSV or self.purpose == NOW_HERE


def content_of(letter: Letter, news: Sequence[News]) -> Content:
    """Return subject, text and HTML. news: the pupils it speaks of, in their order."""
    session = SESSION_WORDS[letter.session]
    words = {
        "provision": letter.provision,
        "phone": shown(letter.provision.phone),
        "headline": _headline(letter, news, session),
        "day": f"{letter.on:%A} {long_date(letter.on)}, {session}",
        "promise": _promise(letter),
        "news": news if letter.lists_pupils else (),
        "in_a_file": letter.has_table,
        "ask": _ask(letter, news),
        "link": letter.link,
        "link_words": "We have read this" if letter.asks_receipt else "Tell us what you know",
        "school": letter.commissioner.name,
        "address": settings.ADDRESS,
        "reference": letter.reference,
    }
    subject = f"{letter.provision.name}: {session} attendance, {letter.on.day} {letter.on:%B}"
    return Content(
        subject=f"{subject}, now here" if letter.purpose == NOW_HERE else subject,
        text=render_to_string("followup/mail/school_session.txt", words).strip() + "\n",
        html=render_to_string("followup/mail/school_session.html", words),
        about=len(news),
    )


def _promise(letter: Letter) -> str:
    if letter.promised_at is None:
        return ""
    late = ", and are late" if letter.goes_at > letter.promised_at else ""
    return f"We promised to tell you by {london_time(letter.promised_at):%H:%M}{late}."


def _ask(letter: Letter, news: Sequence[News]) -> str:
    """The one thing the school is asked to do."""
    unknown = any(each.says in ToldPupil.NEWS_OF_ABSENCE and not each.is_known for each in news)
    if unknown and letter.asks_receipt:
        return "Please do one thing: tell us that you have read this, and where they are if you know."
    if unknown:
        return "Please do one thing: tell us if you know where they are."
    return "Please do one thing: tell us that you have read this." if letter.asks_receipt else ""


def _headline(letter: Letter, news: Sequence[News], session: str) -> str:
    away = [each for each in news if each.says == Says.AWAY]
    left = [each for each in news if each.says == Says.LEFT]
    if letter.purpose == NOW_HERE:
        return f"{_of_yours(len(news))} {_is(len(news))} here now"
    if letter.purpose == LATE or not away + left:
        return f"{_of_yours(len(news))} came late this {session}"
    if left:
        both = len(away + left)
        what = "left without leave" if not away else f"{_is(both)} not with us"
    elif all(each.is_known for each in away):
        what = f"{_is(len(away))} not here"
    elif any(each.is_known for each in away):
        unseen = sum(not each.is_known for each in away)
        number = NUMBERS[unseen].lower() if unseen < len(NUMBERS) else str(unseen)
        return f"{_of_yours(len(away))} are not here this {session}; of {number} we do not know why"
    else:
        what = f"{'has' if len(away) == 1 else 'have'} not been seen"
    return f"{_of_yours(len(away + left))} {what} this {session}"


def _of_yours(count: int) -> str:
    return f"{NUMBERS[count] if count < len(NUMBERS) else count} of your pupils"


def _is(count: int) -> str:
    return "is" if count == 1 else "are"
