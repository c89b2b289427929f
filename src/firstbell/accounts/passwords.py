"""Password rules that Django does not bring."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError

from firstbell.provisions.models import Provision, Site

SHORTEST_NAME = 4


class MaximumLength:
    """Refuse what is longer than anybody types, so that hashing cannot be used to tire the server."""

    def __init__(self, max_length: int = 128) -> None:
        self.max_length = max_length

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) > self.max_length:
            raise ValidationError(f"This password is longer than {self.max_length} characters. Choose a shorter one.")

    def get_help_text(self) -> str:
        return f"Your password can have up to {self.max_length} characters, of any kind."


class NoNamesOfThePlace:
    """Refuse a password built on the name of a provision or a site: pupils guess those first."""

    def validate(self, password: str, user: Any = None) -> None:
        plain = _squeezed(password)
        for name in (*Provision.objects.values_list("name", flat=True), *Site.objects.values_list("name", flat=True)):
            core = _squeezed(name)
            if len(core) >= SHORTEST_NAME and core in plain:
                raise ValidationError(
                    f"This password has the name {name} in it, which people here would guess. Choose another."
                )

    def get_help_text(self) -> str:
        return "Your password must not have the name of the provision or of a site in it."


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]", "", text.lower())
