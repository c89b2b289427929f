"""What a PDF of ours says, read without a library: enough for a test to ask whether a name stands in it."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

_OBJECT = re.compile(rb"(\d+) 0 obj(.*?)endobj", re.S)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.S)
_PAGE = re.compile(rb"/Type/Page\b.*?/Resources (\d+) 0 R.*?/Contents (\d+) 0 R", re.S)
_PAIR = re.compile(r"<([0-9A-F]{4})> <([0-9A-F]+)>")
_FONT_OR_WORDS = re.compile(rb"/(f\d+) [\d.]+ Tf|\[([^\]]*(?:\\\][^\]]*)*)\]TJ|\((.*?)(?<!\\)\)Tj", re.S)
_PIECE = re.compile(rb"\(((?:\\.|[^\\()])*)\)", re.S)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.S)
_CONTROLS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def text_of(pdf: bytes) -> str:
    """Return the words page by page, a line for each piece drawn, letters from right to left as they are set."""
    objects = {int(found[1]): found[2] for found in _OBJECT.finditer(pdf)}
    return "\n\f".join(_page(objects, page) for page in objects.values() if _PAGE.search(page))


def is_tagged(pdf: bytes) -> bool:
    return b"/StructTreeRoot" in pdf and b"/Marked true" in pdf


def _page(objects: dict[int, bytes], page: bytes) -> str:
    found = _PAGE.search(page)
    assert found
    fonts = dict(_fonts(objects, objects[int(found[1])]))
    return "\n".join(_drawn(_stream(objects[int(found[2])]), fonts))


def _stream(body: bytes) -> bytes:
    found = _STREAM.search(body)
    assert found
    return zlib.decompress(found[1]) if b"/FlateDecode" in body else found[1]


def _fonts(objects: dict[int, bytes], resources: bytes) -> Iterator[tuple[bytes, dict[int, str]]]:
    """Yield each font of a page, and what its glyphs stand for."""
    for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", resources):
        named = re.search(rb"/ToUnicode (\d+) 0 R", objects[int(number)])
        assert named
        table = _stream(objects[int(named[1])]).decode("latin-1").partition("endcodespacerange")[2]
        yield name, {int(glyph, 16): bytes.fromhex(text).decode("utf-16-be") for glyph, text in _PAIR.findall(table)}


def _drawn(content: bytes, fonts: dict[bytes, dict[int, str]]) -> Iterator[str]:
    letters: dict[int, str] = {}
    for found in _FONT_OR_WORDS.finditer(content):
        if found[1]:
            letters = fonts[found[1]]
            continue
        pieces = _PIECE.findall(found[2]) if found[2] is not None else [found[3]]
        glyphs = b"".join(_ESCAPE.sub(_unescaped, piece) for piece in pieces)
        yield "".join(letters.get(int.from_bytes(glyphs[at : at + 2], "big"), "") for at in range(0, len(glyphs), 2))


def _unescaped(found: re.Match[bytes]) -> bytes:
    escaped = found[1]
    return bytes([int(escaped, 8)]) if escaped.isdigit() else _CONTROLS.get(escaped, escaped)
