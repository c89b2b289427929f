"""The loop that does what falls due: open the days, pass duties on, judge them, draft the emails, send what has to go.

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
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as wall_time

from django.conf import settings
from django.db import close_old_connections, connections

from firstbell import clock, journal
from firstbell.domain.school_time import london_day, starts_at
from firstbell.duties import commands as duties
from firstbell.exchange import commands as exchange
from firstbell.followup.days.after import look_after_days, look_back, next_end
from firstbell.followup.schools.drafting import draft_school_emails, next_to_go
from firstbell.outbox import ladder, sending
from firstbell.outbox.bounces import taking
from firstbell.provisions.models import Provision
from firstbell.registers import commands as registers
from firstbell.reports.documents.due import schedule_reports
from firstbell.reports.documents.posting import write_reports
from firstbell.support.contracts.reviewing import open_policy_review
from firstbell.support.crossings.letters import let_go
from firstbell.support.crossings.watching import watch
from firstbell.support.meetings.commands import remind as remind_of_meetings
from firstbell.support.patterns.searching import look_for_patterns
from firstbell.support.plans.commands import open_due_reviews
from firstbell.support.recognition.listing import list_recognitions
from firstbell.worker import heartbeat, ping

log = logging.getLogger("firstbell.worker")

OPENS_FROM = wall_time(2, 0)
# A change to today's timetable reaches the registers within this time; one that nobody made changes nothing.
LOOKS_AGAIN = timedelta(minutes=1)
TURN_SECONDS = 1.0
# So many messages are on their way at once: one server that stalls does not keep the others waiting.
SENDERS = 3
Step = Callable[[datetime], object]
# What is done once a day for a provision, given its id and the instant. Doing it twice changes nothing.
DailyJob = Callable[[int, datetime], object]

# The days this copy has opened, by the provision's slug, and when it looked last whether the timetable changed.
_opened: dict[tuple[str, date], datetime] = {}
# How far each provision's journal had come when its emails were drawn, and when the next of them goes.
_drafted: dict[str, tuple[int, datetime | None]] = {}
# How far each provision's journal had come when its days were looked at, when its next session ends, and when it was.
_looked: dict[str, tuple[int, datetime | None, datetime]] = {}
# When this copy last looked for letters to let go.
_letters_went: dict[str, datetime] = {}
# When this copy looked last for reports to write and to let go.
_reported: dict[str, datetime] = {}
# The day on which this copy did each daily job last.
_did: dict[DailyJob, date] = {}


def forget() -> None:
    """Begin as a copy that has just been started: for a database that was emptied or put in another's place."""
    for remembered in (_opened, _drafted, _looked, _letters_went, _reported, _did):
        remembered.clear()


def turn(at: datetime) -> None:
    """Do everything that is due at an instant, once, in order.

    A step that fails is written down and does not keep the others from their work; what it did not do is due again next
    turn.
    """
    began = time.monotonic()
    faults = [fault for step in (*THINKING, *CHORES, *POSTING) if (fault := _try(step, at))]
    now = clock.machine_now()
    heartbeat.beat(name(), now, took_seconds=time.monotonic() - began, posted_at=now, faults=faults)


def run(stop: threading.Event) -> None:
    """Turn once a second until told to stop.

    Sending has threads of its own, so that a slow server delays no deadline; so have the chores, which read much,
    and telling an outside watcher.
    """
    signs = Signs()
    chores = threading.Thread(target=_run_chores, args=(stop, signs), name="chores", daemon=True)
    chores.start()
    posts = [
        threading.Thread(target=_run_post, args=(stop, signs), name=f"post {number}", daemon=True)
        for number in range(SENDERS)
    ]
    for post in posts:
        post.start()
    if settings.PING_URL:
        told = (settings.PING_URL, stop, lambda: signs.are_fresh(time.monotonic()))
        threading.Thread(target=ping.go_on, args=told, name="ping", daemon=True).start()
    while not stop.is_set():
        close_old_connections()
        began, at = time.monotonic(), clock.now()
        faults = [fault for step in THINKING if (fault := _try(step, at))]
        signs.thought = time.monotonic()
        _try(lambda _, began=began, faults=faults: _beat(signs, began, [*faults, *signs.chore_faults]), at)
        stop.wait(max(0.0, TURN_SECONDS - (time.monotonic() - began)))
    for post in posts:
        post.join(timeout=ladder.PACE.lease.total_seconds())


@dataclass
class Signs:
    """When this copy last thought and last came round to sending, by the machine's steady clock; the latter as a time.

    Of several threads that send, the last to come round counts: one that hangs leaves its work to the others.
    """

    thought: float = float("-inf")
    posted: float = float("-inf")
    posted_at: datetime | None = None
    chore_faults: list[str] = field(default_factory=list)

    def are_fresh(self, now: float) -> bool:
        """It thought and sent in the last thirty seconds."""
        return now - min(self.thought, self.posted) <= heartbeat.DEAD_AFTER.total_seconds()


def _beat(signs: Signs, began: float, faults: list[str]) -> None:
    took = time.monotonic() - began
    heartbeat.beat(name(), clock.machine_now(), took_seconds=took, posted_at=signs.posted_at, faults=faults)


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
            look_back(provision_id, at)
            # How far each chain had come this morning: a cut at its end would show.
            for chain in (provision_id, journal.INSTALLATION):
                journal.checkpoint(chain, at)
            _opened[slug, today] = at
        elif at - _opened[slug, today] >= LOOKS_AGAIN or at < _opened[slug, today]:
            registers.open_day(provision_id, today, at=at)
            registers.close_undecided(provision_id, at)
            _opened[slug, today] = at


def daily(job: DailyJob) -> Step:
    """Return the step that does a job for every provision once a day, from two in the morning."""

    def step(at: datetime) -> None:
        today = london_day(at)
        if _did.get(job) == today or at < starts_at(today, OPENS_FROM):
            return
        for provision_id, _ in _provisions():
            job(provision_id, at)
        _did[job] = today

    step.__name__ = job.__name__
    return step


def escalate_duties(at: datetime) -> None:
    """Pass on to the next role what nobody has claimed as its time comes near."""
    duties.escalate(at)


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


def look_at_days(at: datetime) -> None:
    """Open what the days make due: news, writing on return, a pupil nobody found, the closing of the day.

    Once a minute at most, and only where something happened or a session ended since.
    """
    for provision_id, slug in _provisions():
        seen, ends_at, looked_at = _looked.get(slug, (-1, None, None))
        if looked_at is not None and timedelta() <= at - looked_at < LOOKS_AGAIN:
            continue
        head = journal.head(provision_id)
        happened = head.count if head else 0
        if happened != seen or (ends_at is not None and ends_at <= at):
            look_after_days(provision_id, at)
            ends_at = next_end(provision_id, at)
        _looked[slug] = happened, ends_at, at


def watch_lines(at: datetime) -> None:
    """Find who crossed a line of the policy, of those whose marks changed."""
    watch(at)


def send_letters(at: datetime) -> None:
    """Let go the letters about attendance whose time has come, once a minute at most."""
    last = _letters_went.get("at")
    if last is None or not timedelta() <= at - last < LOOKS_AGAIN:
        let_go(at)
        _letters_went["at"] = at


def write_due_reports(at: datetime) -> None:
    """Write the reports whose time comes and let go those whose time has come. Once a minute, unless more wait."""
    before = _reported.get("at")
    if before is not None and timedelta() <= at - before < LOOKS_AGAIN:
        return
    if not write_reports(at):
        _reported["at"] = at


def delete_sent_files(at: datetime) -> None:
    """Delete files that somebody sent to bring in, and that nobody brought in within a day."""
    exchange.delete_old_content(at)


def send(at: datetime) -> None:
    """Send what is due."""
    sending.send_due(at)


def take_bounces(at: datetime) -> None:
    """Read the mail that came back into the watched folder."""
    taking.take_folder(at)


DAILY: tuple[DailyJob, ...] = (
    registers.recount_nightly,
    list_recognitions,
    open_policy_review,
    look_for_patterns,
    open_due_reviews,
    remind_of_meetings,
    schedule_reports,
)
THINKING: tuple[Step, ...] = (
    open_days,
    escalate_duties,
    judge_duties,
    look_at_days,
    draft_emails,
    delete_sent_files,
)
# What reads a school year or sets a document, and may take some seconds without keeping a deadline waiting.
CHORES: tuple[Step, ...] = (watch_lines, send_letters, write_due_reports, *(daily(job) for job in DAILY))
POSTING: tuple[Step, ...] = (send, take_bounces)


def name() -> str:
    """Return this copy's name: its machine and process."""
    return f"{socket.gethostname()}:{os.getpid()}"[:80]


def _run_chores(stop: threading.Event, signs: Signs) -> None:
    while not stop.is_set():
        close_old_connections()
        signs.chore_faults = [fault for step in CHORES if not stop.is_set() and (fault := _try(step, clock.now()))]
        stop.wait(TURN_SECONDS)
    connections.close_all()


def _run_post(stop: threading.Event, signs: Signs) -> None:
    while not stop.is_set():
        close_old_connections()
        for step in POSTING:
            _try(step, clock.now())
        signs.posted, signs.posted_at = time.monotonic(), clock.machine_now()
        stop.wait(TURN_SECONDS)
    connections.close_all()


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
