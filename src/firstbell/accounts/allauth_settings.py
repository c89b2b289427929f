"""How people sign in: Django's and allauth's settings, imported whole by config.settings."""

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["firstbell.accounts.backend.StaffBackend"]
SESSION_ENGINE = "firstbell.accounts.sessions"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "firstbell.accounts.passwords.MaximumLength", "OPTIONS": {"max_length": 128}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {"NAME": "firstbell.accounts.passwords.NoNamesOfThePlace"},
]

ACCOUNT_ADAPTER = "firstbell.accounts.adapter.OurRules"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# An account begins with an invitation, so nobody proves an address at sign-up.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
# Giving access, and one's own factors, ask for a proof no older than this.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# At most twenty passwords an hour are tried for one person, whoever tries. A passkey is never throttled by it,
# so nobody locks the owner out.
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "20/h/key", "reset_password": "20/m/ip,5/m/key"}

MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Firstbell"
MFA_ADAPTER = "firstbell.accounts.adapter.OurSecondFactor"

ACCOUNT_FORMS = {
    "login": "firstbell.accounts.sign_in_forms.Login",
    "request_login_code": "firstbell.accounts.sign_in_forms.RequestLoginCode",
    "confirm_login_code": "firstbell.accounts.sign_in_forms.ConfirmLoginCode",
    "reset_password": "firstbell.accounts.sign_in_forms.ResetPassword",
    "reset_password_from_key": "firstbell.accounts.sign_in_forms.ResetPasswordFromKey",
    "change_password": "firstbell.accounts.sign_in_forms.ChangePassword",
    "set_password": "firstbell.accounts.sign_in_forms.SetPassword",
    "reauthenticate": "firstbell.accounts.sign_in_forms.Reauthenticate",
}
MFA_FORMS = {
    "authenticate": "firstbell.accounts.sign_in_forms.Code",
    "reauthenticate": "firstbell.accounts.sign_in_forms.CodeAgain",
    "activate_totp": "firstbell.accounts.sign_in_forms.ActivateApp",
    "edit_webauthn": "firstbell.accounts.sign_in_forms.RenamePasskey",
}
