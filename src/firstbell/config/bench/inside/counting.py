"""How often a request asks the database."""

from __future__ import annotations

import re
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

FORM = "application/x-www-form-urlencoded"
UNCHANGED = 204


def statements(cookie: str, path: str, expects: int, body: str | None = None) -> int:
    """Return how many statements a request takes, sign-in and transaction (BEGIN, COMMIT) included.

    One request goes before it, for what is read once. A statement run for many rows at a time is one.
    """
    client = signed_in(cookie)
    client.get(path if body is None else path.removesuffix("marks/"))
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path) if body is None else client.post(path, body, content_type=FORM)
    if answer.status_code != expects:
        raise RuntimeError(f"{path} answered {answer.status_code}, not {expects}")
    return len(asked)


def unchanged(cookie: str) -> int:
    """Return how many statements it takes to say that the board has not changed. Its mark changes each minute."""
    client = signed_in(cookie)
    page = client.get("/board/").content.decode()
    news = re.findall(r'"(/board/\?seen=[^"]+)"', page)[0]
    try:
        return statements(cookie, news, UNCHANGED)
    except RuntimeError:  # A minute ended in between.
        return unchanged(cookie)


def signed_in(cookie: str) -> Client:
    """Return a client that carries a sign-in's cookie, at this installation's own address."""
    client = Client(SERVER_NAME=urlsplit(settings.ADDRESS).hostname or "")
    client.cookies = SimpleCookie(cookie)
    return client
