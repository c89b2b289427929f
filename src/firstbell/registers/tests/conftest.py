"""Signing in to the register's pages."""

import pytest
from django.test import Client
from django.urls import get_resolver

from tests.builders import PASSWORD, a_member

SIX_PAST = "2026-11-23 09:06"


@pytest.fixture
def sign_in(client: Client, clock_stands_at):
    """`sign_in(register, "2026-11-23 09:06", "tutor")` returns that person's browser."""

    def sign_in(register, at: str = SIX_PAST, role: str = "tutor", name: str = "Sam Okoro") -> Client:
        clock_stands_at(at)
        user = a_member(register.provision, role, name=name)
        assert client.login(email=user.email, password=PASSWORD)
        return client

    return sign_in


@pytest.fixture
def in_real_use(settings):
    """Without the practice clock above the page, whose row and bar are no part of a real installation."""
    assert get_resolver().url_patterns, "read while the practice rooms are still among them"
    settings.PRACTICE = False
