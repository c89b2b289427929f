"""A person who reads a language says that our words in it are right; from then families get them."""

from __future__ import annotations

from datetime import date, datetime

from firstbell import journal
from firstbell.journal import Actor
from firstbell.notices.models import LanguageCheck
from firstbell.units import unit_of_work


def record_check(
    provision_id: int,
    language: str,
    words_hash: str,
    *,
    checked_by: str,
    checked_on: date,
    by: Actor,
    at: datetime,
) -> LanguageCheck:
    """Record who checked the words of a language and when. It takes the place of an earlier check."""
    with unit_of_work():
        _withdraw(provision_id, language, at)
        check = LanguageCheck.objects.create(
            provision_id=provision_id,
            language=language,
            words_hash=words_hash,
            checked_by=checked_by,
            checked_on=checked_on,
            recorded_by=by.name,
            recorded_at=at,
        )
        facts = {"language": language, "checked_by": checked_by, "checked_on": checked_on, "words": words_hash}
        journal.write("language.checked", facts, by=by, at=at, provision_id=provision_id, about=_about(provision_id))
    return check


def withdraw_check(provision_id: int, language: str, *, by: Actor, at: datetime) -> bool:
    """Send no more words of a language; families get English again. False where none was in use."""
    with unit_of_work():
        if not _withdraw(provision_id, language, at):
            return False
        facts = {"language": language}
        journal.write("language.stopped", facts, by=by, at=at, provision_id=provision_id, about=_about(provision_id))
    return True


def _withdraw(provision_id: int, language: str, at: datetime) -> int:
    current = LanguageCheck.objects.filter(provision_id=provision_id, language=language, withdrawn_at=None)
    return current.update(withdrawn_at=at)


def _about(provision_id: int) -> str:
    return f"provision:{provision_id}"
