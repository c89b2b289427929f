"""Where allauth asks us."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest

from firstbell.accounts.middleware import signed_in_for

WRONG_CODE = "That code does not fit, or is too old. Type the newest one."
TOO_MANY = "There were too many tries. Wait five minutes, then try again. A passkey works at once."
TOO_MANY_PASSWORDS = (
    "There were too many tries for this address. Wait an hour, then try again. A passkey works at once."
)


class OurRules(DefaultAccountAdapter):
    """Nobody signs up: an account begins with an invitation. A sign-in of a moment ago is a fresh proof."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is closed. If you still work here, ask your head to open it.",
        "email_password_mismatch": "That address and password do not belong together. Check both, or use a passkey.",
        "incorrect_code": WRONG_CODE,
        "incorrect_password": "That is not your password. Type it again, or choose another way.",
        "enter_current_password": "That is not the password you have now. Type it again.",
        "rate_limited": TOO_MANY,
        "too_many_login_attempts": TOO_MANY_PASSWORDS,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        just_signed_in = signed_in_for(self.request) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        return not just_signed_in and super().is_reauthentication_required(app=app, **kwargs)


class OurSecondFactor(DefaultMFAAdapter):
    """Passkeys and codes, with faults told in our words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": WRONG_CODE,
        "cannot_delete_authenticator": "This is your last safe way to sign in. Add another before you remove it.",
        "cannot_generate_recovery_codes": "Recovery codes come with a passkey or an app. Add one of them first.",
    }
