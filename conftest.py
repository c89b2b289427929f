"""What every test stands on, wherever it lives: its own folder, its own database, its own browser."""

from tests.support import environment

environment.prepare()

pytest_plugins = [
    "tests.support.databases",
    "tests.support.browser",
    "tests.support.installations",
    "tests.support.reporting",
    "tests.support.times",
]
