"""The loop that does what falls due: open the days, judge the duties, draft the emails, send what has to go.

Each turn asks only for rows that are due, from partial indexes. Every step claims its rows by a conditional update, so
several copies may run side by side, and a copy that dies loses nothing.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from datetime import time as wall_time

from django.db import close_old_connections

from firstbell import clock, journal
from firstbell.domain.school_time import london_day, starts_at
from firstbell.duties import commands as duties
from firstbell.exchange import commands as exchange
from firstbell.followup.drafting import draft_school_emails, next_to_go
from firstbell.outbox import ladder, sending
from firstbell.provisions.models import Provision
from firstbell.registers import commands as registers
from firstbell.worker import heartbeat

log = logging.getLogger("firstbell.worker")

OPENS_FROM = wall_time(2, 0)
# A change to today's timetable reaches the registers within this time; one that nobody made changes nothing.
LOOKS_AGAIN = timedelta(minutes=1)
TURN_SECONDS = 1.0
Step = Callable[[datetime], object]

# The days this copy has opened, by the provision's slug, and when it looked last whether the timetable changed.
_opened: dict[tuple[str, date], datetime] = {}
# How far each provision's journal had come when its emails were drawn, and when the next of them goes.
_drafted: dict[str, tuple[int, datetime | None]] = {}


def turn(at: datetime) -> None:
    """Do everything that is due at an instant, once, in order.

    A step that fails is written down and does not keep the others from their work; what it did not do is due again next
    turn.
    """
    began = time.monotonic()
    faults = [fault for step in (*THINKING, send) if (fault := _try(step, at))]
    heartbeat.beat(name(), at, took_seconds=time.monotonic() - began, faults=faults)


def run(stop: threading.Event) -> None:
    """Turn once a second until told to stop. Sending has its own thread, so that a slow server delays no deadline."""
    post = threading.Thread(target=_run_post, args=(stop,), name="post", daemon=True)
    post.start()
    while not stop.is_set():
        close_old_connections()
        began, at = time.monotonic(), clock.now()
        faults = [fault for step in THINKING if (fault := _try(step, at))]
        took = time.monotonic() - began
        _try(lambda at, took=took, faults=faults: heartbeat.beat(name(), at, took_seconds=took, faults=faults), at)
        stop.wait(max(0.0, TURN_SECONDS - took))
    post.join(timeout=ladder.PACE.lease.total_seconds())


def open_days(at: datetime) -> None:
    """Open the day of every provision from two in the morning and end the days before it. The journal is noted too.

    During the day, look again for later changes to its timetable, and for N that nobody explained in time.
    """
    today = london_day(at)
    if at < starts_at(today, OPENS_FROM):
        return
    for provision_id, slug in _provisions():
        if (slug, today) not in _opened:
            registers.open_day(provision_id, today, at=at)
            duties.end_days_before(provision_id, today, at=at)
            # How far each chain had come this morning: a cut at its end would show.
            for chain in (provision_id, journal.INSTALLATION):
                journal.checkpoint(chain, at)
            _opened[slug, today] = at
        elif at - _opened[slug, today] >= LOOKS_AGAIN or at < _opened[slug, today]:
            registers.open_day(provision_id, today, at=at)
            registers.close_undecided(provision_id, at)
            _opened[slug, today] = at


def judge_duties(at: datetime) -> None:
    """Say of every duty whose time has passed that it is late."""
    duties.judge(at)


def draft_emails(at: datetime) -> None:
    """Draft the emails to schools, and let go those whose time has come.

    A provision at which nothing happened since the last look, and none of whose drafts is due, is passed over: whatever
    can change an email is in the journal.
    """
    for provision_id, slug in _provisions():
        head = journal.head(provision_id)
        happened = head.count if head else 0
        seen, goes_at = _drafted.get(slug, (-1, None))
        if happened != seen or (goes_at is not None and goes_at <= at):
            draft_school_emails(provision_id, at)
            _drafted[slug] = happened, next_to_go(provision_id, london_day(at))


def delete_sent_files(at: datetime) -> None:
    """Delete files that somebody sent to bring in, and that nobody brought in within a day."""
    exchange.delete_old_content(at)


def send(at: datetime) -> None:
    """Send what is due."""
    sending.send_due(at)


THINKING: tuple[Step, ...] = (open_days, judge_duties, draft_emails, delete_sent_files)


def name() -> str:
    """Return this copy's name: its machine and process."""
    return f"{socket.gethostname()}:{os.getpid()}"[:80]


def _run_post(stop: threading.Event) -> None:
    while not stop.is_set():
        close_old_connections()
        _try(send, clock.now())
        stop.wait(TURN_SECONDS)


def _provisions() -> list[tuple[int, str]]:
    return list(Provision.objects.filter(archived_at=None).values_list("pk", "slug"))


def _try(step: Step, at: datetime) -> str:
    """Do one step and return what went wrong, empty if nothing did."""
    try:
        step(at)
    except Exception as fault:
        words = f"{getattr(step, '__name__', 'heartbeat')}: {fault}"
        log.exception("The worker could not finish a step: %s", words)
        return words
    return ""
