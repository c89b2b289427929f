"""What the page behind a link shows, and what is done with the answers on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict

from firstbell.domain.school_time import long_date
from firstbell.followup.board.rooms import SESSION_WORDS
from firstbell.followup.forms import reasons
from firstbell.followup.models import ToldPupil
from firstbell.followup.schools.answer_forms import TheirAnswerForm
from firstbell.followup.schools.answers import record_answer
from firstbell.followup.schools.receipts import Opened
from firstbell.journal import Actor
from firstbell.outbox.models import Message
from firstbell.people.models import Pupil
from firstbell.provisions import queries as provisions
from firstbell.provisions.phones import shown
from firstbell.units import unit_of_work


@dataclass(frozen=True)
class Page:
    """What may be shown before anybody said that they read the email: no pupil. person: whose copy the link was in."""

    provision: str
    phone: str
    phone_link: str
    school: str
    person: str
    about: str
    pupils: int


@dataclass(frozen=True)
class Question:
    """The form about one pupil; name: first name and initial, as in the email."""

    pupil: Pupil
    name: str
    form: TheirAnswerForm


def page_of(found: Opened) -> Page:
    message = found.message
    return Page(
        provision=message.provision.name,
        phone=shown(message.provision.phone),
        phone_link=message.provision.phone,
        school=message.commissioner.name if message.commissioner else message.to_name,
        person=found.person.name if found.person else "",
        about=f"{message.on:%A} {long_date(message.on)}, {SESSION_WORDS[message.session]}",
        pupils=message.about,
    )


def answer_forms(message: Message, given: QueryDict | None = None) -> list[Question]:
    """Return a form for each pupil that the email says is not here."""
    codes = reasons(provisions.policy_on(message.provision_id, message.on).own_code_set(message.on), message.on)
    told = ToldPupil.objects.filter(message=message, says__in=ToldPupil.NEWS_OF_ABSENCE).select_related("pupil")
    return [
        Question(
            each.pupil,
            f"{each.pupil.first_name} {each.pupil.last_name[:1]}",
            TheirAnswerForm(given, prefix=f"p{each.pupil_id}", codes=codes),
        )
        for each in told.order_by("pk")
    ]


def faults(questions: Sequence[Question]) -> int:
    """Return how many of the forms cannot be read. Every one is looked at, so that each says what is wrong."""
    return sum(not each.form.is_valid() for each in questions)


def record(message: Message, answered: Sequence[Question], *, given_by: str, how: str, by: Actor, at: datetime) -> None:
    """Record the answers of one school about the pupils of one email, together."""
    assert message.commissioner is not None
    with unit_of_work():
        for each in answered:
            record_answer(
                each.pupil,
                message.commissioner,
                message.on,
                message.session,
                each.form.said(given_by, how),
                may_authorise=False,
                by=by,
                at=at,
            )
