"""The numbers of a policy that an office changes most, found in its text and put back where they stood.

Only digits are exchanged: comments, order and everything else of the text stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from firstbell import policy
from firstbell.domain.thresholds import Operator

MINUTES = re.compile(r"(?m)^due\s*=.*?\bminutes\s*=\s*(\d+)")
PERCENT = re.compile(r"(?m)^percent\s*=\s*(\d+)\s*(?:#.*)?$")
SIDES = {Operator.BELOW: "below this", Operator.AT_OR_BELOW: "at this or below"}
PERCENT_KEYS = {
    "attendance": "Attendance to aim for, in percent",
    "punctuality": "Punctuality to aim for, in percent",
}
OPEN_WORDS = "Minutes a register stays open after a pupil's own start, at most 30"
BLOCK = re.compile(r"(?m)^\[")


@dataclass(frozen=True)
class Number:
    """One number of a policy. key: a form's name for it. start, end: where its digits stand in the text."""

    key: str
    words: str
    clause: str
    value: int
    most: int
    start: int
    end: int


def numbers_in(text: str) -> list[Number]:
    """Return targets, thresholds, open minutes and the minutes of rules that say them. Raises policy.PolicyFaults."""
    parsed = policy.parse(text)
    rules, thresholds = iter(parsed.rules), iter(parsed.thresholds)
    found: list[Number] = []
    for start, block in _blocks(text):
        head = block.partition("\n")[0].strip()
        if head == "[targets]":
            for key, words in PERCENT_KEYS.items():
                found += _number(key, words, "", 100, start, re.search(rf"(?m)^{key}\s*=\s*(\d+)\s*(?:#.*)?$", block))
        elif head == "[registers]":
            found += _number(
                "open_minutes", OPEN_WORDS, "", 30, start, re.search(r"(?m)^open_minutes\s*=\s*(\d+)", block)
            )
        elif head == "[[threshold]]":
            threshold = next(thresholds)
            words = (
                f"{threshold.key.replace('-', ' ').capitalize()}: attendance {SIDES[threshold.operator]}, in percent"
            )
            found += _number(f"threshold_{len(found)}", words, threshold.clause, 100, start, PERCENT.search(block))
        elif head == "[[rule]]":
            rule = next(rules)
            if "{minutes}" in rule.sentence:
                key = f"rule_{len(found)}"
                found += _number(key, rule.sentence_for(), rule.clause, 600, start, MINUTES.search(block))
    return found


def with_numbers(text: str, values: Mapping[str, int]) -> str:
    """Return the text with other numbers, by their keys."""
    for number in sorted(numbers_in(text), key=lambda each: each.start, reverse=True):
        if number.key in values:
            text = f"{text[: number.start]}{values[number.key]}{text[number.end :]}"
    return text


def _blocks(text: str) -> list[tuple[int, str]]:
    starts = [match.start() for match in BLOCK.finditer(text)]
    return [(start, text[start:end]) for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def _number(key: str, words: str, clause: str, most: int, start: int, match: re.Match[str] | None) -> list[Number]:
    if match is None:
        return []
    return [Number(key, words, clause, int(match[1]), most, start + match.start(1), start + match.end(1))]
