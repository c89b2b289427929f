"""The settings tests run under, made before Django reads any."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

DATABASE_VARIABLE = "FIRSTBELL_TEST_DATABASE"
PICTURES_VARIABLE = "FIRSTBELL_PICTURES"
OWN_VARIABLES = {DATABASE_VARIABLE, PICTURES_VARIABLE}


def chosen_database() -> str:
    """Return "sqlite" or "postgresql": `--database=postgresql`, or the variable that parallel workers inherit."""
    asked = [word.partition("=")[2] for word in sys.argv if word.startswith("--database=")]
    return (asked or [os.environ.get(DATABASE_VARIABLE) or "sqlite"])[-1]


def prepare() -> None:
    """Point Firstbell at a folder of this process alone, then set Django up."""
    os.environ[DATABASE_VARIABLE] = chosen_database()
    home = Path(tempfile.mkdtemp(prefix="firstbell-test-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    for name in [name for name in os.environ if name.startswith("FIRSTBELL_") and name not in OWN_VARIABLES]:
        del os.environ[name]
    os.environ |= {
        "FIRSTBELL_HOME": str(home),
        # With the practice provision every room is there; tests of the second factor ask for it themselves.
        "FIRSTBELL_PRACTICE": "yes",
        "FIRSTBELL_SECRET_KEY": "known-to-the-tests-and-to-nobody-else-0123456789",
        "FIRSTBELL_WEBHOOK_SECRET": "known-to-the-tests-providers-alone",
        "DJANGO_SETTINGS_MODULE": "firstbell.config.settings",
        # Playwright keeps an event loop beside the test, and the rows are read from there.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
    }
    if chosen_database() == "postgresql":
        # The server is started by the first test that needs it, and only then has an address.
        os.environ["FIRSTBELL_DATABASE"] = "postgresql://firstbell@/firstbell"
    (home / "static").mkdir()
    _set_django_up(home)


def _set_django_up(home: Path) -> None:
    import django
    from django.conf import settings

    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        # In memory there is no write-ahead log and two writers collide at once: a file, as in real use.
        # A parallel worker inherits the settings' name and may have read them already, so what stands there is kept.
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(home / "test.sqlite3")
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    django.setup()
    # The practice clock lives in the database; a test that wants it moved says so.
    from firstbell import clock

    clock.set_offset_source(None)
