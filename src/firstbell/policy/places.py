"""Where in a TOML text a value stands: the standard reader gives values without their lines."""

import re

Path = tuple[str | int, ...]

_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.\"'-]+)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"\s*([\w-]+|\"[^\"]*\"|'[^']*')((?:\s*\.\s*[\w-]+)*)\s*=")
_INNER_KEY = re.compile(r"[{,]\s*([\w-]+)\s*=")
_STRINGS = re.compile(r"\"\"\"|'''|\"(?:\\.|[^\"\\])*\"|'[^']*'")


class Places:
    """The lines of a TOML text's tables and keys.

    A path names a value: ("rule", 1, "due", "minutes") is the second [[rule]]'s due.minutes.
    """

    def __init__(self, text: str) -> None:
        self._lines: dict[Path, int] = {}
        self._labels: dict[Path, str] = {}
        self._read(text)

    def line_of(self, path: Path) -> int:
        """Return the line of a value, or of the nearest table that should hold it."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)

    def name_of(self, path: Path) -> str:
        """Return a value's place for people: [[rule]] "call-home", due.minutes."""
        if not path:
            return "the whole file"
        if len(path) > 1 and isinstance(path[1], int):
            label = self._labels.get(path[:2], f"number {path[1] + 1}")
            return ", ".join(part for part in (f"[[{path[0]}]] {label}", _dotted(path[2:])) if part)
        return _dotted(path)

    def _read(self, text: str) -> None:
        table: Path = ()
        seen: dict[str, int] = {}
        open_quote, depth = "", 0
        for number, line in enumerate(text.splitlines(), start=1):
            if not open_quote and depth == 0:
                table = self._read_line(line, number, table, seen)
            open_quote, depth = _state_after(line, open_quote, depth)

    def _read_line(self, line: str, number: int, table: Path, seen: dict[str, int]) -> Path:
        if header := _HEADER.match(line):
            name = header[2].strip("\"'")
            if header[1] == "[[":
                seen[name] = seen.get(name, -1) + 1
                table = (name, seen[name])
            else:
                table = tuple(name.split("."))
            self._lines.setdefault(table, number)
        elif found := _KEY.match(line):
            keys = (found[1].strip("\"'"), *(part.strip() for part in found[2].split(".")[1:]))
            path = (*table, *keys)
            self._lines.setdefault(path, number)
            for inner in _INNER_KEY.finditer(line[found.end() :]):
                self._lines.setdefault((*path, inner[1]), number)
            if keys == ("key",):
                self._labels[table] = line[found.end() :].split("#")[0].strip()
        return table


def _dotted(path: Path) -> str:
    return ".".join(str(part) if isinstance(part, str) else f"number {part + 1}" for part in path)


def _state_after(line: str, open_quote: str, depth: int) -> tuple[str, int]:
    """Return whether a long string is still open after a line, and how deep in brackets the next one begins."""
    if open_quote:
        _, found, line = line.partition(open_quote)
        if not found:
            return open_quote, depth
    bare = []
    end = 0
    for match in _STRINGS.finditer(line):
        bare.append(line[end : match.start()])
        end = match.end()
        if match[0] in ('"""', "'''"):
            _, found, rest = line[end:].partition(match[0])
            if not found:
                return match[0], depth + _depth("".join(bare))
            return _state_after(rest, "", depth + _depth("".join(bare)))
    return "", max(0, depth + _depth("".join(bare) + line[end:]))


def _depth(text: str) -> int:
    text = text.split("#")[0]
    if _HEADER.match(text):
        return 0
    return sum(text.count(mark) for mark in "[{") - sum(text.count(mark) for mark in "]}")
