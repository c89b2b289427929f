"""`firstbell setup`: makes or brings up to date everything that serving needs. Doing it twice changes nothing."""

from __future__ import annotations

import argparse
import os
import secrets
import sys

from firstbell import env as environment
from firstbell.config.program.standing import standing

HELP = "make or bring up to date the tables, their guards and the files of the pages"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    pass


def run(args: argparse.Namespace) -> int:
    """Set this installation up. Returns 1, with the reasons told, if it would still not start."""
    env = environment.read()
    with standing(env.home, alone=True):
        keep_secret_key(env)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "firstbell.config.settings")
        import django

        django.setup()
        return _set_up()


def keep_secret_key(env: environment.Env) -> None:
    """Make this installation's own key once and keep it beside the data, for its owner's eyes only."""
    if not env.secret_key:
        kept = env.home / "secret-key"
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48))


def prepare() -> None:
    """Make the tables, their guards and the files of the pages. Django is ready."""
    from django.core.management import call_command
    from django.db import connection

    from firstbell.journal.guards import install_guards
    from firstbell.ui.static_files import NOT_SERVED

    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    install_guards(connection)
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=NOT_SERVED)


def _set_up() -> int:
    from django.db import connection

    from firstbell.config import startup

    reasons = [reason for reason in startup.schema(connection) if reason.do != startup.SET_UP]
    if not reasons:
        prepare()
        reasons = startup.refusals(environment.read(), connection)
    if reasons:
        print(startup.told(reasons), file=sys.stderr)
        return 1
    print("Firstbell is set up. Start it with: firstbell serve")
    return 0
