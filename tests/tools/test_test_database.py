"""The test database itself behaves as the real one does."""

from __future__ import annotations

import pytest
from django.db import connection

from firstbell import journal
from firstbell.config import startup
from firstbell.journal.models import JournalEntry
from tests.support.times import london


def write_an_entry():
    by, at = journal.Actor.system("test"), london("2026-11-23 09:03")
    journal.write("pupil.archived", {}, by=by, at=at, provision_id=1, about="pupil:1")


@pytest.mark.django_db(transaction=True)
class TestTheTestDatabase:
    @pytest.mark.parametrize("turn", ["first", "second"])
    def test_is_emptied_between_tests_although_evidence_is_guarded(self, turn):
        write_an_entry()
        assert JournalEntry.objects.count() == 1

    def test_keeps_its_guards_when_it_is_emptied(self):
        assert list(startup.guards(connection)) == []

    @pytest.mark.sqlite_only
    def test_is_as_safe_as_a_real_one(self):
        assert list(startup.durability(connection)) == []
