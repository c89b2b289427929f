"""Set one document: what to set comes in on standard input, the PDF goes out on standard output.

It runs as a file of its own in a process of its own, so it loads neither Django nor anything else of ours, and the
compiler's memory goes back with it.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import typst

NOTO = Path("/usr/share/fonts/truetype/noto")
BOX = "□"
ARCHIVAL, TAGGED = ["a-2a", "ua-1"], ["ua-1"]
TRIES = 4
_LACKING = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_CONTROL = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF, 0xFEFF])


def main() -> int:
    request = json.load(sys.stdin)
    given = request["given"].encode("utf-8", "replace").decode("utf-8")
    try:
        document = set_document(request["root"], request["template"], json.loads(given))
    except (typst.TypstError, ValueError) as fault:
        sys.stderr.write(str(fault))
        return 1
    sys.stdout.buffer.write(document)
    return 0


def set_document(root: str, template: str, given: dict[str, object]) -> bytes:
    """Return the PDF. Letters that no font has are replaced by boxes until none is left; raises TypstError."""
    words = without_control(given)
    lacking: set[str] = set()
    for _ in range(TRIES):
        standards = ARCHIVAL if given.get("printed") else TAGGED
        try:
            return typeset(root, template, boxed(words, lacking), bool(lacking), standards)
        except typst.TypstError as fault:
            found = letters_lacking(fault.diagnostic) - lacking
            if not found:
                break
            lacking |= found
    # Tagged all the same, only without the promise that the standards ask for.
    return typeset(root, template, boxed(words, lacking), bool(lacking), [])


def typeset(root: str, template: str, given: object, has_boxes: bool, standards: list[str]) -> bytes:
    own_fonts = {"ignore_system_fonts": True, "font_paths": [str(NOTO)]} if NOTO.exists() else {}
    return typst.compile(
        template,
        root=root,
        sys_inputs={"given": json.dumps(given, ensure_ascii=False), "boxes": "yes" if has_boxes else ""},
        pdf_standards=standards,
        **own_fonts,
    )


def letters_lacking(diagnostic: str) -> set[str]:
    """Return the letters that a refusal names. A plain letter is named only for the accent it could not carry."""
    named = (_ESCAPED.sub(lambda code: chr(int(code[1], 16)), each) for each in _LACKING.findall(diagnostic))
    return {letter for each in named for letter in each if not letter.isascii()}


def boxed(value: object, lacking: set[str]) -> object:
    return translated(value, {ord(letter): BOX for letter in lacking}) if lacking else value


def without_control(value: object) -> object:
    return translated(value, _CONTROL)


def translated(value: object, table: dict[int, str | None]) -> object:
    """Return JSON data with its texts translated."""
    if isinstance(value, str):
        return value.translate(table)
    if isinstance(value, dict):
        return {key: translated(each, table) for key, each in value.items()}
    if isinstance(value, list):
        return [translated(each, table) for each in value]
    return value


if __name__ == "__main__":
    sys.exit(main())
