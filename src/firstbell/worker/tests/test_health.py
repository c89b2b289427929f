"""Whoever asks is told that the worker stands still: the health address, each staff page, an outside watcher."""

from __future__ import annotations

import json
import threading
import time as machine
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from firstbell import clock
from firstbell.outbox.models import Message
from firstbell.outbox.tests.test_sending import a_queued_message
from firstbell.worker import heartbeat, loop, ping, watch
from tests.builders import a_commissioner, a_link_person, a_member, a_provision
from tests.support.installations import becomes_true

pytestmark = pytest.mark.django_db


def a_sign(seconds_ago=0, *, posted_seconds_ago=None, name="here:1", faults=()):
    """A copy of the worker gave a sign some seconds ago; its sending thread came round at the same time."""
    now = clock.machine_now()
    posted = seconds_ago if posted_seconds_ago is None else posted_seconds_ago
    heartbeat.beat(
        name,
        now - timedelta(seconds=seconds_ago),
        posted_at=now - timedelta(seconds=posted),
        took_seconds=0.01,
        faults=faults,
    )


@pytest.fixture(autouse=True)
def _nobody_looked_before():
    yield
    watch.forget()


class TestTheHealthAddress:
    def ask(self, client):
        answer = client.get("/healthz")
        return answer.status_code, json.loads(answer.content)

    def test_is_good_while_a_worker_gives_signs(self, client):
        a_sign()
        status, said = self.ask(client)
        assert (status, said["database"], said["worker"], said["sending"]) == (200, "ok", "ok", "ok")

    def test_is_good_at_thirty_seconds(self, client, clock_stands_at):
        clock_stands_at("2026-11-23 09:00")
        a_sign(30)
        assert self.ask(client)[0] == 200

    def test_is_bad_after_thirty_seconds(self, client):
        a_sign(31)
        status, said = self.ask(client)
        assert (status, said["worker"]) == (503, "silent")
        assert 31 <= said["worker_seconds_ago"] < 40

    def test_is_bad_where_no_worker_ever_ran(self, client):
        assert self.ask(client)[0] == 503

    def test_is_good_while_one_of_two_copies_lives(self, client):
        a_sign(300, name="one:1")
        a_sign(name="two:1")
        assert self.ask(client)[0] == 200

    def test_is_bad_while_the_sending_hangs(self, client):
        a_sign(posted_seconds_ago=31)
        status, said = self.ask(client)
        assert (status, said["worker"], said["sending"]) == (503, "ok", "silent")

    def test_takes_a_sign_from_the_future_for_none(self, client):
        """The machine's clock was put back, and the worker died with it."""
        a_sign(-3600)
        assert self.ask(client)[0] == 503

    def test_goes_by_the_machines_clock_where_the_practice_clock_is_moved(self, client, clock_runs_from):
        a_sign()
        clock_runs_from("2027-01-11 09:00")
        assert self.ask(client)[0] == 200

    def test_says_how_long_the_oldest_message_has_waited(self, client):
        a_sign()
        Message.objects.filter(pk=a_queued_message().pk).update(next_try_at=clock.now() - timedelta(seconds=90))
        assert 90 <= self.ask(client)[1]["oldest_message_waits_seconds"] < 100

    def test_needs_no_sign_in_and_names_nobody(self, client):
        a_sign(faults=["draft_emails: Callum Tarn"])
        assert "Callum" not in client.get("/healthz").content.decode()

    def test_is_found_at_its_earlier_place_too(self, client):
        a_sign()
        assert client.get("/health/", follow=True).status_code == 200


class TestEveryStaffPage:
    @pytest.fixture
    def lead(self, client):
        client.force_login(a_member(a_provision()))
        return client

    def banner(self, client, page="/account/mine/"):
        watch.look(clock.machine_now())
        return client.get(page, follow=True).content.decode()

    def test_says_nothing_while_all_goes_well(self, lead):
        a_sign()
        assert "not watching the clock" not in self.banner(lead)

    def test_says_since_when_nothing_has_fallen_due(self, lead):
        a_sign(120)
        since = (clock.machine_now() - timedelta(seconds=120)).astimezone(clock.LONDON)
        assert f"Since {since:%H:%M} nothing has fallen due" in self.banner(lead)

    def test_says_it_where_no_worker_ever_ran(self, lead):
        assert "not watching the clock" in self.banner(lead)

    def test_says_it_of_the_messages_alone(self, lead):
        a_sign(posted_seconds_ago=31)
        page = self.banner(lead)
        assert "Messages are not going out" in page
        assert "not watching the clock" not in page

    def test_pays_no_statement_for_it(self, lead, django_assert_num_queries):
        watch.look(clock.machine_now())
        with django_assert_num_queries(0):
            assert watch.standstill() is not None

    def test_leaves_the_schools_own_pages_alone(self, client):
        person = a_link_person(a_commissioner(a_provision()))
        client.force_login(person.user)
        assert "not watching the clock" not in self.banner(client, "/school/")

    def test_that_stays_open_says_it_too_and_takes_it_back(self, chromium_page, sign_in):
        sign_in(chromium_page, a_member(a_provision()))
        chromium_page.goto("/board/")
        watch.look(clock.machine_now())
        banner = chromium_page.get_by_role("alert")
        banner.wait_for(timeout=10_000)
        a_sign()
        watch.look(clock.machine_now())
        banner.wait_for(state="hidden", timeout=10_000)

    def test_is_read_out_and_meets_the_rules_of_access(self, chromium_page, sign_in, axe, picture):
        sign_in(chromium_page, a_member(a_provision()))
        watch.look(clock.machine_now())
        chromium_page.goto("/board/")
        assert chromium_page.get_by_role("alert").inner_text().startswith("Firstbell is not watching the clock.")
        axe(chromium_page)
        picture(chromium_page, "the worker stands still")


@pytest.mark.django_db(transaction=True)
class TestTheWatch:
    def test_finds_a_worker_that_died_without_anybody_opening_a_page(self, monkeypatch):
        monkeypatch.setattr(watch, "LOOKS_EVERY_SECONDS", 0.05)
        a_sign(31)
        stop = threading.Event()
        watching = watch.begin(stop)
        try:
            assert becomes_true(lambda: watch.standstill() is not None)
            a_sign()
            assert becomes_true(lambda: watch.standstill() is None)
        finally:
            stop.set()
            watching.join(10)


class Watcher(ThreadingHTTPServer):
    """A page somewhere else, which counts how often it is asked for. waits: seconds before it answers."""

    daemon_threads = True

    def __init__(self, waits=0.0):
        self.asked, self.waits = [], waits
        super().__init__(("127.0.0.1", 0), _Answer)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/alive"


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.path, machine.monotonic()))
        machine.sleep(self.server.waits)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *words):
        pass


@pytest.fixture
def watcher():
    made = []

    def make(**how):
        made.append(Watcher(**how))
        return made[-1]

    yield make
    for each in made:
        each.shutdown()
        each.server_close()


class TestTellingAnOutsideWatcher:
    def test_is_one_request_and_no_more(self, watcher):
        page = watcher()
        assert ping.ping(page.url)
        assert [path for path, _ in page.asked] == ["/alive"]

    def test_is_not_done_more_often_than_the_time_allows(self, watcher):
        page, stop = watcher(), threading.Event()
        asking = threading.Thread(target=ping.go_on, args=(page.url, stop, lambda: True, 0.4))
        asking.start()
        machine.sleep(1.5)
        stop.set()
        asking.join(5)
        times = [when for _, when in page.asked]
        assert 2 <= len(times) <= 4
        assert all(later - earlier >= 0.35 for earlier, later in zip(times, times[1:], strict=False))

    def test_ends_while_a_thread_of_the_worker_hangs(self, watcher):
        page, stop = watcher(), threading.Event()
        signs = loop.Signs(thought=100.0, posted=60.0)
        asking = threading.Thread(target=ping.go_on, args=(page.url, stop, lambda: signs.are_fresh(100.0), 0.05))
        asking.start()
        machine.sleep(0.5)
        stop.set()
        asking.join(5)
        assert page.asked == []

    def test_goes_on_where_nobody_answers(self):
        assert not ping.ping("http://127.0.0.1:9/alive")


@pytest.mark.django_db(transaction=True)
class TestASlowWatcher:
    def test_delays_no_turn_of_the_worker(self, watcher, settings, monkeypatch):
        page = watcher(waits=3.0)
        settings.PING_URL = page.url
        turns, stop = [], threading.Event()
        monkeypatch.setattr(loop, "THINKING", (lambda at: turns.append(machine.monotonic()),))
        worker = threading.Thread(target=loop.run, args=(stop,))
        worker.start()
        assert becomes_true(lambda: page.asked, 5)
        machine.sleep(2.2)
        stop.set()
        worker.join(15)
        assert max(later - earlier for earlier, later in zip(turns, turns[1:], strict=False)) < 2
