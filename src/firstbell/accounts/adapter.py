"""Where allauth asks us."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from firstbell.accounts.middleware import signed_in_for


class OurRules(DefaultAccountAdapter):
    """Nobody signs up: an account begins with an invitation. A sign-in of a moment ago is a fresh proof."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        just_signed_in = signed_in_for(self.request) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        return not just_signed_in and super().is_reauthentication_required(app=app, **kwargs)
