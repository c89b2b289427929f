"""Everything Firstbell takes from outside: read once, checked, named.

Each setting is an environment variable FIRSTBELL_<NAME>; docs/run/settings.md lists them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from firstbell.domain.errors import Refused

PRACTICE_KEY = "practice-only-key-never-used-for-a-real-provision"
SHORTEST_SECRET = 24


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
    """How mail leaves. An empty host means that no mail can leave by SMTP.

    channel: smtp, or a provider that anymail knows, with its own settings in `options`. bounces_address: where mail
    that could not be delivered is sent back to, the sender where empty; bounces_folder: the Maildir it arrives in.
    """

    host: str
    port: int
    user: str
    password: str
    security: str
    sender: str
    timeout_seconds: int
    channel: str = "smtp"
    options: tuple[tuple[str, str], ...] = ()
    bounces_address: str = ""
    bounces_folder: str = ""


@dataclass(frozen=True)
class Texts:
    """The provider that sends texts. An empty url means that no text can leave.

    fields: what we call a thing (to, text, sender, reference) and what the provider does; fixed: fields that are always
    sent. token_header, token_prefix: how the token travels. id_at: where the answer has the provider's own id, such as
    messages.0.id. receipt: what we call a thing (id, status, reference) and its name in a delivery receipt.
    """

    url: str = ""
    token: str = ""
    token_header: str = "Authorization"
    token_prefix: str = "Bearer"
    sender: str = ""
    format: str = "json"
    fields: tuple[tuple[str, str], ...] = (
        ("to", "to"), ("text", "text"), ("sender", "from"), ("reference", "reference"),
    )  # fmt: skip
    fixed: tuple[tuple[str, str], ...] = ()
    id_at: str = "id"
    timeout_seconds: int = 15
    receipt: tuple[tuple[str, str], ...] = (("id", "id"), ("status", "status"), ("reference", "reference"))
    delivered: tuple[str, ...] = ("delivered",)
    undelivered: tuple[str, ...] = ("undelivered", "failed", "rejected", "expired")


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
    ping_url: str
    mail: Mail
    texts: Texts
    webhook_secret: str

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
        ping_url=_web_address(text("PING_URL"), "PING_URL"),
        mail=Mail(
            host=text("MAIL_HOST"),
            port=_number(text("MAIL_PORT", "587"), "MAIL_PORT"),
            user=text("MAIL_USER"),
            password=text("MAIL_PASSWORD"),
            security=_choice(text("MAIL_SECURITY", "starttls"), "MAIL_SECURITY", ("starttls", "tls", "none")),
            sender=text("MAIL_FROM", f"attendance@{host}"),
            timeout_seconds=_number(text("MAIL_TIMEOUT", "15"), "MAIL_TIMEOUT"),
            channel=text("MAIL_CHANNEL", "smtp").lower(),
            options=_pairs(text("MAIL_OPTIONS"), "MAIL_OPTIONS"),
            bounces_address=text("BOUNCES_ADDRESS"),
            bounces_folder=text("BOUNCES_FOLDER"),
        ),
        texts=_texts(text),
        webhook_secret=_secret(text("WEBHOOK_SECRET")),
    )


def _texts(text: Callable[..., str]) -> Texts:
    usual = Texts()
    header, _, prefix = text("SMS_HEADER", f"{usual.token_header}: {usual.token_prefix}").partition(":")
    return Texts(
        url=text("SMS_URL"),
        token=text("SMS_TOKEN"),
        token_header=header.strip(),
        token_prefix=prefix.strip(),
        sender=text("SMS_SENDER"),
        format=_choice(text("SMS_FORMAT", "json"), "SMS_FORMAT", ("json", "form")),
        fields=_named(text("SMS_FIELDS"), "SMS_FIELDS", usual.fields),
        fixed=_pairs(text("SMS_FIXED"), "SMS_FIXED"),
        id_at=text("SMS_ID", usual.id_at),
        timeout_seconds=_number(text("SMS_TIMEOUT", "15"), "SMS_TIMEOUT"),
        receipt=_named(text("SMS_RECEIPT"), "SMS_RECEIPT", usual.receipt),
        delivered=_words(text("SMS_DELIVERED")) or usual.delivered,
        undelivered=_words(text("SMS_UNDELIVERED")) or usual.undelivered,
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


def _web_address(value: str, name: str) -> str:
    if value and not (value.startswith(("http://", "https://")) and urlsplit(value).hostname):
        raise Refused(
            f"FIRSTBELL_{name} is {value!r}.",
            "It is the whole address of a page that is asked for.",
            "Write an address that begins with https://.",
        )
    return value


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


def _pairs(value: str, name: str) -> tuple[tuple[str, str], ...]:
    """Read `NAME=value,NAME=value`."""
    found = tuple(pair.partition("=") for pair in value.split(",") if pair.strip())
    if not all(key.strip() and equals for key, equals, _ in found):
        raise Refused(
            f"FIRSTBELL_{name} is {value!r}.", "It is a list of names and values.", "Write name=value,name=value."
        )
    return tuple((key.strip(), given.strip()) for key, _, given in found)


def _named(value: str, name: str, usual: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Read what a provider calls our own things; those that are not named keep their usual name."""
    given = dict(_pairs(value, name))
    if unknown := set(given) - set(dict(usual)):
        ours = ", ".join(key for key, _ in usual)
        raise Refused(
            f"FIRSTBELL_{name} names {', '.join(sorted(unknown))}.", f"It names only {ours}.", "Take it away."
        )
    return tuple((key, given.get(key, theirs)) for key, theirs in usual)


def _words(value: str) -> tuple[str, ...]:
    return tuple(word.strip().lower() for word in value.split(",") if word.strip())


def _secret(value: str) -> str:
    if value and (len(value) < SHORTEST_SECRET or not value.replace("-", "").replace("_", "").isalnum()):
        raise Refused(
            "FIRSTBELL_WEBHOOK_SECRET cannot be used.",
            "It is part of an address that nobody may guess.",
            f"Write at least {SHORTEST_SECRET} letters and digits.",
        )
    return value
