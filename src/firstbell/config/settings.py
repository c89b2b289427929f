"""Django's settings, all from one reading of the environment."""

from __future__ import annotations

from pathlib import Path

from firstbell import env as environment
from firstbell.accounts.allauth_settings import *  # noqa: F403

ENV = environment.read()
PACKAGE = Path(__file__).resolve().parent.parent

PRACTICE = ENV.practice
DEBUG = ENV.debug
SECRET_KEY = ENV.secret_key or "set-up-has-not-run"
ALLOWED_HOSTS = list(ENV.hosts)
CSRF_TRUSTED_ORIGINS = [ENV.address]
ADDRESS = ENV.address

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "template_partials",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_tasks",
    "django_tasks_db",
    "firstbell.ui",
    "firstbell.journal",
    "firstbell.provisions",
    "firstbell.accounts",
    "firstbell.people",
    "firstbell.placements",
    "firstbell.notices",
    "firstbell.outbox",
    "firstbell.duties",
    "firstbell.registers",
    "firstbell.followup",
    "firstbell.support",
    "firstbell.reports",
    "firstbell.commissioners",
    "firstbell.families",
    "firstbell.exchange",
    "firstbell.worker",
    *(["firstbell.practice"] if ENV.practice else []),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "firstbell.accounts.middleware.RequestContext",
    "firstbell.accounts.middleware.StaffOfRequest",
    "firstbell.accounts.middleware.Permissions",
    "firstbell.accounts.middleware.SecondFactor",
    "firstbell.accounts.middleware.ReadingIsLogged",
    "firstbell.worker.middleware.tells_open_pages",
]

ROOT_URLCONF = "firstbell.config.urls"
WSGI_APPLICATION = "firstbell.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Before any package's own: allauth's pages in our look.
        "DIRS": [PACKAGE / "accounts" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "firstbell.config.context.page",
            ]
        },
    }
]

if ENV.database.engine == "sqlite":
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": ENV.database.name,
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 5,
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"
                    "PRAGMA foreign_keys=ON;PRAGMA recursive_triggers=ON"
                ),
            },
        }
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": ENV.database.name,
            "USER": ENV.database.user,
            "PASSWORD": ENV.database.password,
            "HOST": ENV.database.host,
            "PORT": ENV.database.port,
            "CONN_MAX_AGE": None,
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False

STATIC_URL = "/static/"
STATIC_ROOT = ENV.home / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "firstbell.ui.static_files.JoinedStaticFilesStorage"},
}
MEDIA_ROOT = ENV.home / "files"

if ENV.practice:
    EMAIL_BACKEND = "firstbell.practice.mail.MailboxBackend"
PING_URL = ENV.ping_url
EMAIL_HOST = ENV.mail.host
EMAIL_PORT = ENV.mail.port
EMAIL_HOST_USER = ENV.mail.user
EMAIL_HOST_PASSWORD = ENV.mail.password
EMAIL_USE_TLS = ENV.mail.security == "starttls"
EMAIL_USE_SSL = ENV.mail.security == "tls"
EMAIL_TIMEOUT = ENV.mail.timeout_seconds
DEFAULT_FROM_EMAIL = ENV.mail.sender
MAIL_CHANNEL = ENV.mail.channel
ANYMAIL = {**dict(ENV.mail.options), "REQUESTS_TIMEOUT": ENV.mail.timeout_seconds}
BOUNCES_ADDRESS = ENV.mail.bounces_address
BOUNCES_FOLDER = ENV.mail.bounces_folder
TEXTS = ENV.texts
WEBHOOK_SECRET = ENV.webhook_secret

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.secure
SESSION_COOKIE_NAME = "__Host-firstbell" if ENV.secure else "firstbell"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False
SESSION_COOKIE_AGE = 12 * 60 * 60
SECURE_HSTS_SECONDS = 31_536_000 if ENV.secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = ENV.secure
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.secure else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        **{f"{kind}-src": ["'self'"] for kind in ("script", "style", "img", "font", "connect", "manifest", "worker")},
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

PERMISSIONS_FILE = PACKAGE / "config" / "permissions.toml"
SECOND_FACTOR_REQUIRED = not ENV.practice
