"""The worker asks only for what is due: never a whole table, however many years are kept."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstbell.duties import queries as duties
from firstbell.followup.tests.mornings import at, marked
from firstbell.outbox import sending
from firstbell.worker import loop
from tests.builders import a_group, a_provision, a_pupil, a_site

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

# Small tables that are read whole on purpose.
READ_WHOLE = {"provisions_provision", "worker_heartbeat"}


def scanned(statements):
    """Return the tables that SQLite would read from end to end for these statements."""
    found = set()
    with connection.cursor() as cursor:
        for statement in statements:
            if statement["sql"].startswith("SELECT"):
                cursor.execute(f"EXPLAIN QUERY PLAN {statement['sql'].replace('%', '%%')}")
                details = [row[3] for row in cursor.fetchall()]
                found |= {words.split()[1] for words in details if words.startswith("SCAN") and "INDEX" not in words}
    return found - READ_WHOLE


class TestATurn:
    def test_scans_no_table(self):
        marked(a_pupil(group=a_group(a_site(a_provision()))))
        loop.turn(at("09:04"))
        with CaptureQueriesContext(connection) as asked:
            loop.turn(at("09:18"))
        assert scanned(asked.captured_queries) == set()


class TestWhatIsAskedEverySecond:
    def test_uses_the_index_of_what_waits(self):
        assert "duty_waiting" in duties.waiting(1, at("09:00")).explain()

    def test_uses_the_index_of_what_is_to_be_judged(self):
        assert "duty_to_judge" in duties.past_their_time(at("09:00")).explain()

    def test_uses_the_index_of_what_is_to_be_passed_on(self):
        assert "duty_to_escalate" in duties.to_escalate(at("09:00")).explain()

    def test_uses_the_index_of_what_is_to_be_sent(self):
        assert "message_to_send" in sending.due(at("09:00")).explain()
