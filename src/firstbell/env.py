"""Everything Firstbell takes from outside: read once, checked, named.

Each setting is an environment variable FIRSTBELL_<NAME>; docs/run/settings.md lists them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from firstbell.domain.errors import Refused

PRACTICE_KEY = "practice-only-key-never-used-for-a-real-provision"


@dataclass(frozen=True)
class Database:
    """Where the rows live: `engine` is sqlite or postgresql; `name` a file or a database."""

    engine: str
    name: str
    user: str = ""
    password: str = ""
    host: str = ""
    port: str = ""


@dataclass(frozen=True)
class Mail:
    """The outgoing mail server. An empty host means that no mail can leave."""

    host: str
    port: int
    user: str
    password: str
    security: str
    sender: str
    timeout_seconds: int


@dataclass(frozen=True)
class Env:
    """One reading of the environment."""

    home: Path
    database: Database
    secret_key: str
    practice: bool
    debug: bool
    hosts: tuple[str, ...]
    address: str
    mail: Mail

    @property
    def secure(self) -> bool:
        """True where people reach us over https, so that cookies may insist on it."""
        return self.address.startswith("https://")


def read(variables: Mapping[str, str] | None = None) -> Env:
    """Read the environment. Raises Refused, naming the variable and the mend, on a value that cannot be used."""
    given = os.environ if variables is None else variables

    def text(name: str, default: str = "") -> str:
        return given.get(f"FIRSTBELL_{name}", default).strip()

    home = Path(text("HOME") or Path.home() / ".firstbell").expanduser().absolute()
    practice = _flag(text("PRACTICE"), "PRACTICE")
    address = text("ADDRESS", "http://localhost:8000").rstrip("/")
    host = urlsplit(address).hostname
    if not host:
        raise Refused(
            f"FIRSTBELL_ADDRESS is {address!r}.",
            "Links in messages and the list of allowed hosts come from it.",
            "Write the whole address people use, for example https://register.example.org.",
        )
    return Env(
        home=home,
        database=_database(text("DATABASE"), home),
        secret_key=text("SECRET_KEY") or (PRACTICE_KEY if practice else _kept_key(home)),
        practice=practice,
        debug=_flag(text("DEBUG"), "DEBUG"),
        hosts=tuple(h for h in text("HOSTS").split(",") if h) or (host, "localhost", "127.0.0.1"),
        address=address,
        mail=Mail(
            host=text("MAIL_HOST"),
            port=_number(text("MAIL_PORT", "587"), "MAIL_PORT"),
            user=text("MAIL_USER"),
            password=text("MAIL_PASSWORD"),
            security=_choice(text("MAIL_SECURITY", "starttls"), "MAIL_SECURITY", ("starttls", "tls", "none")),
            sender=text("MAIL_FROM", f"attendance@{host}"),
            timeout_seconds=_number(text("MAIL_TIMEOUT", "15"), "MAIL_TIMEOUT"),
        ),
    )


def _kept_key(home: Path) -> str:
    """The key that `firstbell setup` made and keeps beside the data; empty before the first set-up."""
    kept = home / "secret-key"
    return kept.read_text().strip() if kept.is_file() else ""


def _database(url: str, home: Path) -> Database:
    if not url:
        return Database("sqlite", str(home / "firstbell.sqlite3"))
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return Database("sqlite", unquote(parts.path.removeprefix("/")) or ":memory:")
    if parts.scheme in {"postgres", "postgresql"}:
        query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
        return Database(
            "postgresql",
            unquote(parts.path.removeprefix("/")),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            host=unquote(query.get("host", parts.hostname or "")),
            port=str(parts.port or ""),
        )
    raise Refused(
        f"FIRSTBELL_DATABASE begins with {parts.scheme or url!r}.",
        "Firstbell keeps its rows in SQLite or in PostgreSQL.",
        "Write sqlite:///path/to/file or postgresql://user:password@host/name; without it, a file in FIRSTBELL_HOME.",
    )


def _flag(value: str, name: str) -> bool:
    if value.lower() in {"", "0", "no", "false", "off"}:
        return False
    if value.lower() in {"1", "yes", "true", "on"}:
        return True
    raise Refused(f"FIRSTBELL_{name} is {value!r}.", "It is a switch.", "Write yes or no.")


def _number(value: str, name: str) -> int:
    if not value.isdigit():
        raise Refused(f"FIRSTBELL_{name} is {value!r}.", "It is a whole number.", "Write digits only.")
    return int(value)


def _choice(value: str, name: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise Refused(f"FIRSTBELL_{name} is {value!r}.", f"It is one of {', '.join(allowed)}.", "Write one of these.")
    return value
