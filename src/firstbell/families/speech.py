"""The words of a parent's page, in their language, with the English beneath."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from firstbell.notices.models import ParentLink
from firstbell.notices.queries import checked_languages
from firstbell.outbox import wording
from firstbell.outbox.wording import Language


@dataclass(frozen=True)
class Speech:
    """One language, and what its placeholders stand for on this page."""

    language: Language
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_english(self) -> bool:
        return self.language.code == wording.ENGLISH

    def words(self, key: str) -> str:
        """Return the words of a key as they stand in the file, with their placeholders."""
        return self.language.words[key]

    def english(self, key: str) -> str:
        return wording.load(wording.ENGLISH).words[key]

    def with_values(self, **values: str) -> Speech:
        return Speech(self.language, {**self.values, **values})


ENGLISH = Speech(wording.load(wording.ENGLISH))


def speech_of(link: ParentLink) -> Speech:
    """Return how to speak to a link's contact: in their language where it was checked here, else in English."""
    checked = checked_languages(link.pupil.provision_id)
    return Speech(wording.spoken_to(link.contact.language, checked))
