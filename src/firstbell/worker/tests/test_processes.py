"""Two workers of their own, as two machines would run them, on one database: each thing is done once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from firstbell.outbox.tests.servers import School, running
from tests.support import postgresql
from tests.support.installations import Installation, becomes_true

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[4]
DUTIES, MESSAGES = 40, 12
BEFORE = f"""
import django; django.setup()
from datetime import timedelta
from firstbell import clock
from firstbell.duties.models import Duty
from firstbell.outbox.tests.test_sending import a_queued_message
from firstbell.placements.models import Slot
from firstbell.provisions.models import SessionTime
from tests.builders import a_group, a_provision, a_pupil, a_site
now = clock.now()
pupil = a_pupil(group=a_group(a_site(a_provision())), days="1234567")
SessionTime.objects.update(weekdays="1234567")
Duty.objects.bulk_create(
    Duty(provision=pupil.provision, rule="review", kind="review", fact="review-date", subject=f"pupil:{{pupil.pk}}",
         pupil=pupil, on=now.date(), occasion=str(number), owner_role="attendance_lead", escalates_to="head",
         met_by="done", sentence="Review the plan", opened_at=now, due_at=now + timedelta(seconds=3),
         escalates_at=now + timedelta(seconds=2))
    for number in range({DUTIES})
)
for number in range({MESSAGES}):
    message = a_queued_message(provision=pupil.provision, key=f"message {{number}}")
    message.next_try_at, message.deadline_at = now + timedelta(seconds=2), now + timedelta(minutes=10)
    message.due_at, message.on = now, now.date()
    message.save()
"""
AFTER = """
import django; django.setup()
import json
from collections import Counter
from firstbell import journal
from firstbell.duties.models import Duty
from firstbell.journal.models import JournalEntry
from firstbell.outbox.models import Message
from firstbell.registers.models import RegisterLine
told = Counter()
for verb, facts in JournalEntry.objects.filter(verb__in=["duty.late", "duty.escalated"]).values_list("verb", "facts"):
    said = facts if isinstance(facts, dict) else json.loads(facts)
    if said["rule"] == "review":
        told[verb, said["duty"]] += 1
reviews = Duty.objects.filter(rule="review")
print(json.dumps({
    "late": reviews.filter(was_late=True).count(),
    "passed_on": reviews.filter(owner_role="head").count(),
    "told_more_than_once": sum(times > 1 for times in told.values()),
    "told": len(told),
    "accepted": Message.objects.filter(state="accepted").count(),
    "days_opened": JournalEntry.objects.filter(verb="day.opened").count(),
    "lines": RegisterLine.objects.count(),
    "breaks": [str(each) for each in journal.verify()],
}))
"""


def script(installation, text):
    """Run Python in the installation's settings, with the tests' builders at hand, and return what it printed."""
    variables = installation.variables | {
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
        "DJANGO_SETTINGS_MODULE": "firstbell.config.settings",
    }
    done = subprocess.run([sys.executable, "-c", text], env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def school():
    with running(School()) as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs("PostgreSQL"))])
def installed(request, tmp_path, school):
    """A set-up installation whose mail goes to the school's server."""
    mail = {
        "FIRSTBELL_MAIL_HOST": "127.0.0.1",
        "FIRSTBELL_MAIL_PORT": str(school.port),
        "FIRSTBELL_MAIL_SECURITY": "none",
    }
    with ExitStack() as stack:
        if request.param == "postgresql":
            mail["FIRSTBELL_DATABASE"] = stack.enter_context(postgresql.Server({})).url("postgres")
        here = Installation(tmp_path / "home", **mail)
        assert here.run("setup").returncode == 0
        yield here


class TestTwoWorkers:
    def test_do_each_thing_once(self, installed, school):
        script(installed, BEFORE)
        command = [sys.executable, "-m", "firstbell", "worker"]
        workers = [subprocess.Popen(command, env=installed.variables) for _ in range(2)]
        try:
            assert becomes_true(lambda: len(school.taken) >= MESSAGES, 60)
            assert becomes_true(lambda: json.loads(script(installed, AFTER))["late"] == DUTIES, 30)
        finally:
            for worker in workers:
                worker.send_signal(signal.SIGTERM)
            ended = [worker.wait(timeout=60) for worker in workers]
        found = json.loads(script(installed, AFTER))
        assert ended == [0, 0]
        assert found["passed_on"] == found["late"] == DUTIES
        assert (found["told"], found["told_more_than_once"]) == (2 * DUTIES, 0)
        assert found["accepted"] == MESSAGES
        assert len({mail["Message-ID"] for mail in school.taken}) == len(school.taken) == MESSAGES
        assert found["days_opened"] <= 1
        assert found["lines"] in (0, 2)
        assert found["breaks"] == []
