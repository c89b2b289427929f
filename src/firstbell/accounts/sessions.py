"""Django's sessions in the database, read without building the same statement anew for every request."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import connection

from firstbell.accounts.middleware import machine_now

STATEMENT = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(DatabaseStore):
    """A session ends by the machine's own time, never by the practice clock."""

    def load(self) -> dict[str, Any]:
        with connection.cursor() as cursor:
            cursor.execute(STATEMENT, [self.session_key, connection.ops.adapt_datetimefield_value(machine_now())])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row[0])
