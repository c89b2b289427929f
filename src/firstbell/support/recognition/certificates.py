"""Certificates to print: one page for each thing earned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from firstbell import journal
from firstbell.domain.school_time import london_day, long_date
from firstbell.journal import Actor, Entry
from firstbell.support.recognition.models import Recognition
from firstbell.support.recognition.words import praise
from firstbell.typesetting import pdf
from firstbell.units import unit_of_work

TEMPLATE = Path(__file__).resolve().parent.parent / "typst" / "certificate.typ"
MOST_AT_ONCE = 100


def print_certificates(chosen: Sequence[Recognition], *, provision: str, by: Actor, at: datetime) -> bytes:
    """Return the certificates as one PDF, and note whose were printed. Raises typesetting.NotSet."""
    today = long_date(london_day(at))
    certificates = [
        {"title": each.name, "name": each.pupil.name, "praise": praise(each), "given_on": today} for each in chosen
    ]
    document = pdf(TEMPLATE, {"provision": provision, "certificates": certificates}, title="Certificates", at=at)
    with unit_of_work():
        journal.write_many(
            [
                Entry(
                    "recognition.printed",
                    {"recognition": each.pk, "achievement": each.achievement},
                    by=by,
                    at=at,
                    provision_id=each.provision_id,
                    about=f"pupil:{each.pupil_id}",
                )
                for each in chosen
            ]
        )
    return document
