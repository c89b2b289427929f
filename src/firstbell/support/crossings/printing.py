"""A letter on paper, in just the words that were kept."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from firstbell import typesetting
from firstbell.domain.school_time import london_day, long_date
from firstbell.support.crossings.models import Letter

TEMPLATE = Path(__file__).resolve().parent.parent / "typst" / "letter.typ"
FILE_NAME = "letter.pdf"


def letter_pdf(letter: Letter, at: datetime) -> bytes:
    """Return a letter as a PDF. Raises typesetting.NotSet."""
    return typesetting.pdf(TEMPLATE, data_of(letter), title="A letter about attendance", at=at)


def data_of(letter: Letter) -> dict[str, object]:
    """Return the parts of a letter's text: paragraphs, and lists of what begins with a dash."""
    return {
        "provision": letter.crossing.provision.name,
        "on": long_date(london_day(letter.written_at)),
        "parts": parts_of(letter),
    }


def parts_of(letter: Letter) -> list[dict[str, object]]:
    """Return the words as they go, in paragraphs and lists: a person may have put their own into the email."""
    text = letter.message.text if letter.message is not None else letter.text
    return [_part(each) for each in text.strip().split("\n\n")]


def _part(text: str) -> dict[str, object]:
    lines = text.split("\n")
    return {
        "lines": [line for line in lines if not line.startswith("- ")],
        "list": [line[2:] for line in lines if line.startswith("- ")],
    }
