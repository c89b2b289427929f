"""allauth's forms, telling their faults in our words. Named in ACCOUNT_FORMS and MFA_FORMS."""

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn

from firstbell.ui.forms import PlainWords


class Login(PlainWords, account.LoginForm):
    """Address and password."""


class RequestLoginCode(PlainWords, account.RequestLoginCodeForm):
    """The address a code goes to."""


class ConfirmLoginCode(PlainWords, account.ConfirmLoginCodeForm):
    """The code from the email."""


class ResetPassword(PlainWords, account.ResetPasswordForm):
    """The address a link goes to."""


class ResetPasswordFromKey(PlainWords, account.ResetPasswordKeyForm):
    """A new password, from the link."""


class ChangePassword(PlainWords, account.ChangePasswordForm):
    """A new password, by somebody who knows the old one."""


class SetPassword(PlainWords, account.SetPasswordForm):
    """A first password."""


class Reauthenticate(PlainWords, account.ReauthenticateForm):
    """The password again, before something sensitive."""


class Code(PlainWords, mfa.AuthenticateForm):
    """A code of the app, or a recovery code."""


class CodeAgain(PlainWords, mfa.ReauthenticateForm):
    """A code, before something sensitive."""


class ActivateApp(PlainWords, totp.ActivateTOTPForm):
    """The first figures of a new app."""


class RenamePasskey(PlainWords, webauthn.EditWebAuthnForm):
    """What a passkey is called."""
