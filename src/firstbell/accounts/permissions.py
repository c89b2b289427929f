"""The permission matrix: which audience may use which route by which method. Data: config/permissions.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from firstbell.accounts.models import Role
from firstbell.accounts.staff import Staff

PUBLIC = "public"
SIGNED_IN = "signed-in"
EVERY_METHOD = "*"


class Answer(Enum):
    """What the matrix says to one request."""

    ALLOWED = "allowed"
    SIGN_IN = "sign in first"
    REFUSED = "refused"


@dataclass(frozen=True)
class Matrix:
    """Routes by name, each with its audience by method."""

    routes: Mapping[str, Mapping[str, frozenset[str]]]

    def audience(self, route: str, method: str) -> frozenset[str]:
        """Return the roles, "public" or "signed-in"; empty for a route or method that nobody may use."""
        methods = self.routes.get(route, {})
        name = "GET" if method == "HEAD" else method
        return methods.get(name, methods.get(EVERY_METHOD, frozenset()))

    def answer(self, route: str, method: str, *, signed_in: bool, roles: Collection[str]) -> Answer:
        """Judge a request. Somebody who has not signed in is asked to, save where signing in could not help."""
        audience = self.audience(route, method)
        if PUBLIC in audience:
            return Answer.ALLOWED
        if not signed_in:
            return Answer.SIGN_IN if route in self.routes else Answer.REFUSED
        if SIGNED_IN in audience or not audience.isdisjoint(roles):
            return Answer.ALLOWED
        return Answer.REFUSED


class MatrixFault(ValueError):
    """The file names something that is neither a role, an audience, "public" nor "signed-in"."""


def parse(text: str) -> Matrix:
    """Read the matrix. Raises MatrixFault with the route's name on a word it does not know."""
    data = tomllib.loads(text)
    words: dict[str, frozenset[str]] = {word: frozenset({word}) for word in (*Role.values, PUBLIC, SIGNED_IN)}
    for name, roles in data.get("audiences", {}).items():
        words[name] = frozenset().union(*(_known(word, words, f"audience {name}") for word in roles))
    return Matrix({route: _methods(route, value, words) for route, value in data["routes"].items()})


def _methods(route: str, value: Any, words: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    if not isinstance(value, dict):
        value = {EVERY_METHOD: value}
    return {
        method: frozenset().union(
            *(_known(word, words, route) for word in ([audience] if isinstance(audience, str) else audience))
        )
        for method, audience in value.items()
    }


def _known(word: str, words: Mapping[str, frozenset[str]], place: str) -> frozenset[str]:
    if word not in words:
        raise MatrixFault(f"{place}: {word!r} is not one of {', '.join(sorted(words))}.")
    return words[word]


@cache
def matrix() -> Matrix:
    """Return the matrix of this installation, read once."""
    return parse(Path(settings.PERMISSIONS_FILE).read_text(encoding="utf-8"))


def may_open(staff: Staff, route: str, method: str = "GET") -> bool:
    """True if the matrix lets this person use the route: for pages that offer only what may be opened."""
    return matrix().answer(route, method, signed_in=True, roles=staff.roles) is Answer.ALLOWED
