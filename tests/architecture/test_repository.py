"""What may stand in a file of this repository: invented people, and nothing of the machine it was written on."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support import sources

TEXT = {".py", ".html", ".txt", ".md", ".toml", ".csv", ".css", ".js", ".json", ".svg", ".typ", ""}
EMAIL = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
INVENTED_DOMAIN = re.compile(r"(^|\.)(example|test|invalid|localhost)$|(^|\.)example\.(org|com|net)$")
# A UK number as people write it; only the ranges kept for drama may appear.
PHONE = re.compile(r"(?<![\d.,-])(?:\+44 ?|0)(?:[71]\d{3} ?\d{3} ?\d{3}|20 ?\d{4} ?\d{4})(?![\d.])")
DRAMA = re.compile(r"^(07700900\d{3}|01632960\d{3}|02079460\d{3})$")
HOME = re.compile(r"(?<![\w.<])/(?:home|Users|root)/[\w.-]+")
PACKAGE_INDEX = re.compile(r"py" + r"pi\.org|python" + r"hosted|--(extra-)?index-url")


def readable() -> list[Path]:
    return [path for path in sources.files() if path.suffix in TEXT and "requirements" not in path.parts]


def found(pattern: re.Pattern[str], allowed: re.Pattern[str] | None = None) -> list[str]:
    return [
        f"{sources.name_of(path)}: {match[0]}"
        for path in readable()
        for match in pattern.finditer(path.read_text(errors="replace"))
        if not (allowed and allowed.search(_plain(match)))
    ]


def _plain(match: re.Match[str]) -> str:
    if match.re is PHONE:
        return re.sub(r"^\+44", "0", match[0].replace(" ", ""))
    return match[1]


class TestFiles:
    def test_write_only_to_invented_people(self):
        assert found(EMAIL, INVENTED_DOMAIN) == []

    def test_ring_only_numbers_that_belong_to_nobody(self):
        assert found(PHONE, DRAMA) == []

    def test_know_nothing_of_the_machine_they_were_written_on(self):
        here = [sources.name_of(path) for path in readable() if f"{sources.ROOT}/" in path.read_text(errors="replace")]
        assert here + found(HOME) == []

    def test_name_no_package_index(self):
        assert found(PACKAGE_INDEX) == []
