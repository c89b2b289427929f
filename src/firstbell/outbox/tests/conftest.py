from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from django.urls import get_resolver

from firstbell.outbox import heeding
from firstbell.outbox.tests.servers import School, running


@pytest.fixture
def mail_server(settings) -> Iterator[Callable[..., School]]:
    """`mail_server(RCPT=["451 busy"])`: start a school's server and send the provision's mail through it."""
    with ExitStack() as stack:

        def start(**says: list[str | None]) -> School:
            get_resolver().url_patterns  # noqa: B018 – read while the practice's are among them, for the tests after
            school = stack.enter_context(running(School(**says)))
            settings.PRACTICE = False
            settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", school.port
            settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
            settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
            settings.EMAIL_TIMEOUT = 2
            settings.DEFAULT_FROM_EMAIL = "attendance@alderyard.example"
            return school

        yield start


@pytest.fixture
def heard(monkeypatch) -> list[tuple[int, str]]:
    """Each message that settles, with its state, as the rooms above would hear of it."""
    told: list[tuple[int, str]] = []
    monkeypatch.setattr(heeding, "_heeds", [lambda message, at: told.append((message.pk, message.state))])
    return told
