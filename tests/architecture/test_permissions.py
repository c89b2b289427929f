"""Every route, as every role and as nobody: what the permission matrix says is what happens.

Both the addresses and the matrix are read, so a new route is tested from the day it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from firstbell.accounts.models import Role
from firstbell.accounts.permissions import Answer, matrix
from tests import builders
from tests.support.world import MORNING, POSTED, World

NOBODY, NO_ROLE = "nobody", "no role"
METHODS = ("GET", "POST")
MISSING = 999_999_999
# Rooms with pupils' attendance: the administrator sets things up and sees none of it.
ATTENDANCE = {"registers", "followup", "notices", "reports", "commissioners", "support"}
# Allowed, but with nothing begun before it, or once it is done, the sign-in page comes next.
LEADS_TO_SIGNING_IN = {"account_logout", "mfa_authenticate", "mfa_login_webauthn", "practice:sign_in_as"}

# A provider has no page of ours in front of it: its address holds a secret instead.
CALLED_BY_PROVIDERS = {"outbox:mail_receipts", "outbox:text_receipts"}

WRITES = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
NOT_OURS = {"accounts_accesslog", "django_session", "cache"}
# The first need of a day opens its registers. Doing it twice changes nothing.
OPENS_THE_DAY = {"registers:today", "followup:board"}

# Who may do what is the same on both databases.
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


@dataclass(frozen=True)
class Route:
    """One address: its name, and the names of what it needs."""

    name: str
    needs: tuple[str, ...]

    @property
    def ours(self) -> bool:
        return ":" in self.name

    @property
    def objects(self) -> list[str]:
        return [need for need in self.needs if need.endswith("_id")]


def routes(patterns: list[URLPattern | URLResolver] | None = None, space: str = "", outer: str = "") -> Iterator[Route]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        where = outer + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from routes(pattern.url_patterns, inner, where)
        else:
            needs = re.findall(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>", where)
            yield Route(f"{space}{pattern.name}", tuple(first or second for first, second in needs))


def known_routes() -> list[Route]:
    """Return the routes whose address the world can make; the last test here says which it cannot."""
    return [route for route in routes() if all(hasattr(World, need) for need in route.needs)]


@pytest.fixture(autouse=True)
def a_monday_morning(clock_stands_at, settings):
    clock_stands_at(MORNING)
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def visit(world) -> Callable[..., HttpResponse]:
    """`visit("tutor", "GET", "/pupils/")`: what that person is answered. Whatever it changed is taken back."""
    client = Client(raise_request_exception=False)
    cookies = {NOBODY: ""}

    def go(who: str, method: str, address: str, posted: dict[str, object] | None = None) -> HttpResponse:
        if who not in cookies:
            client.force_login(builders.a_user(password=builders.PASSWORD) if who == NO_ROLE else world.member(who))
            cookies[who] = client.cookies.output(header="", sep=";")
        client.cookies.clear()
        client.cookies.load(cookies[who])
        before = transaction.savepoint()
        try:
            return client.post(address, posted or {}) if method == "POST" else client.get(address)
        finally:
            transaction.savepoint_rollback(before)

    return go


def tables_written(statements: CaptureQueriesContext) -> set[str]:
    return {match[1] for each in statements if (match := WRITES.match(each["sql"]))} - NOT_OURS


def address(route: Route, needs: dict[str, object]) -> str:
    return reverse(route.name, kwargs=needs)


def outcome(answer: HttpResponse) -> Answer | None:
    """Return what the response amounts to; None for a crash, which no matrix foresees."""
    if answer.status_code == 500:
        return None
    if answer.status_code == 403:
        return Answer.REFUSED
    asks = answer.status_code == 401 or answer.headers.get("Location", "").startswith(reverse("account_login") + "?")
    return Answer.SIGN_IN if asks or answer.headers.get("Location") == reverse("account_login") else Answer.ALLOWED


class TestTheMatrix:
    @pytest.mark.parametrize("who", [NOBODY, NO_ROLE, *Role.values])
    def test_says_what_happens_on_every_route_and_reading_changes_nothing(self, who, world, visit):
        """The access log is kept, and allauth keeps its own sessions and counts; nothing else changes by being read."""
        roles = (who,) if who in Role.values else ()
        wrong = []
        visit(who, "GET", reverse("ui:help"))  # Signing in writes, and comes first.
        for route in known_routes():
            for method in METHODS:
                said = matrix().answer(route.name, method, signed_in=who != NOBODY, roles=roles)
                where, posted = address(route, world.address(list(route.needs))), world.posted(route.name)
                with CaptureQueriesContext(connection) as statements:
                    answer = visit(who, method, where, posted)
                if method == "GET" and (written := tables_written(statements)) and route.name not in OPENS_THE_DAY:
                    wrong.append(f"GET {route.name} writes {', '.join(sorted(written))}")
                expected = {said, Answer.SIGN_IN} if route.name in LEADS_TO_SIGNING_IN else {said}
                if outcome(answer) not in expected:
                    wrong.append(f"{method} {route.name}: {answer.status_code}, the matrix says {said.value}")
                elif said is Answer.ALLOWED and route.ours and answer.status_code == 404:
                    wrong.append(f"{method} {route.name}: 404, though it is of their own provision")
        assert not wrong, f"As {who}:\n" + "\n".join(wrong)

    def test_shows_the_administrator_no_attendance(self):
        shown = [
            f"{method} {route.name}"
            for route in known_routes()
            if route.name.split(":")[0] in ATTENDANCE
            for method in METHODS
            if Role.ADMINISTRATOR in matrix().audience(route.name, method)
        ]
        assert shown == []

    def test_lets_a_commissioners_contact_into_their_own_room_and_the_practice_bar_alone(self):
        shown = {
            route.name.split(":")[0]
            for route in known_routes()
            for method in METHODS
            if Role.COMMISSIONER_CONTACT in matrix().audience(route.name, method)
        }
        assert shown <= {"commissioners", "practice"}


class TestWhatBelongsToOthers:
    @pytest.mark.parametrize("who", Role.values)
    def test_is_answered_as_if_it_did_not_exist(self, who, world, visit):
        """Another provision's things, and for a commissioner's contact another school's pupils at the same one."""
        others = {"another provision's": World()}
        if who == Role.COMMISSIONER_CONTACT:
            others["another school's"] = World(world.provision)
        wrong = []
        for route in known_routes():
            own = world.address(list(route.needs)) if route.objects else {}
            for method in METHODS:
                if not route.objects or who not in matrix().audience(route.name, method):
                    continue
                for need in route.objects:
                    missing = told(visit(who, method, address(route, own | {need: MISSING})))
                    for whose, other in others.items():
                        found = told(visit(who, method, address(route, own | {need: getattr(other, need)})))
                        if found != missing or found[0] not in (404, 405):
                            wrong.append(f"{method} {route.name} with {whose} {need}: {found[0]}, missing {missing[0]}")
        assert not wrong, f"As {who}:\n" + "\n".join(wrong)

    @pytest.mark.parametrize("name", POSTED)
    def test_is_not_there_either_when_a_form_sends_its_number(self, name, world, visit):
        route = next(route for route in known_routes() if route.name == name)
        where = address(route, world.address(list(route.needs)))
        missing = visit(Role.HEAD, "POST", where, dict.fromkeys(POSTED[name], MISSING))
        found = visit(Role.HEAD, "POST", where, World().posted(name))
        assert told(found) == told(missing)


def told(answer: HttpResponse) -> tuple[int, str]:
    """Return the status and the page without what differs from one request to the next."""
    page = answer.content.decode(errors="replace")
    return answer.status_code, re.sub(r"\b[0-9a-f]{16}\b|csrfmiddlewaretoken.*?>", "", page)


class TestEveryRoute:
    def test_refuses_a_form_that_was_not_on_one_of_our_pages(self, world):
        client = Client(enforce_csrf_checks=True)
        client.force_login(world.member(Role.HEAD))
        taken = [
            f"{route.name}: {answer.status_code}"
            for route in known_routes()
            if route.name not in CALLED_BY_PROVIDERS
            and (answer := client.post(address(route, world.address(list(route.needs))))).status_code != 403
        ]
        assert taken == []

    def test_needs_only_what_the_world_can_make(self):
        unknown = {need for route in routes() for need in route.needs if not hasattr(World, need)}
        assert not unknown, f"Add these to tests/support/world.py: {', '.join(sorted(unknown))}"
