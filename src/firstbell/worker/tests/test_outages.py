"""A morning on which the mail server is away: the school hears in time all the same, or the phone falls due in time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.duties.models import Duty
from firstbell.followup.tests.mornings import at, duty, marked
from firstbell.outbox.models import Message
from firstbell.outbox.tests.servers import free_port
from firstbell.worker import loop
from tests.builders import a_group, a_provision, a_pupil, a_site

# Waiting and giving up are the same on both databases.
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.sqlite_only]
START = at("09:00")

# Minutes after the start when the server goes away, for how many minutes, and what it does meanwhile.
OUTAGES = [
    (0, 17, "refuses"),
    (0, 19, "refuses"),
    (0, 26, "refuses"),
    (0, 60, "refuses"),
    (15, 5, "says 421"),
    (17, 2, "hangs up"),
    (17, 8, "says 421"),
    (18, 1, "hangs up"),
    (18, 6, "hangs up"),
    (18, 12, "says 421"),
    (18, 45, "hangs up"),
    (24, 10, "refuses"),
]


@pytest.fixture
def pupil():
    return a_pupil("Callum Tarn", group=a_group(a_site(a_provision(name="Alder Yard"))))


@pytest.fixture
def server(mail_server, settings):
    """`server("says 421")`: what the school's server does from now on; empty for what it should."""
    school = mail_server()
    open_port, shut_port = settings.EMAIL_PORT, free_port()

    def does(what):
        settings.EMAIL_PORT = shut_port if what == "refuses" else open_port
        school.says = {"says 421": {"MAIL": ["421 later"] * 50}, "hangs up": {"DATA": ["drop"] * 50}}.get(what, {})

    return does


def turns():
    """Yield each minute from 09:03 to 09:31, and between them each instant at which a message asks to be tried."""
    minutes = [START + timedelta(minutes=minute) for minute in range(3, 32)]
    for now, following in zip(minutes, minutes[1:], strict=False):
        while now < following:
            yield now
            again = Message.objects.filter(next_try_at__gt=now, next_try_at__lt=following).order_by("next_try_at")
            now = again.values_list("next_try_at", flat=True).first() or following


class TestAnOutage:
    @pytest.mark.parametrize(("begins", "minutes", "what"), OUTAGES)
    def test_ends_with_the_email_or_the_phone_in_time(self, pupil, server, begins, minutes, what):
        marked(pupil)
        away = START + timedelta(minutes=begins), START + timedelta(minutes=begins + minutes)
        for now in turns():
            server(what if away[0] <= now < away[1] else "")
            loop.turn(now)
        message = Message.objects.get()
        if message.state == Message.State.ACCEPTED:
            assert message.accepted_at <= START + timedelta(minutes=30)
            assert duty(pupil, "tell-the-school").closed_at <= START + timedelta(minutes=30)
        else:
            phone = Duty.objects.filter(pupil=pupil, kind="phone-the-school").earliest("due_at")
            assert (message.state, phone.state) == ("failed", "open")
            assert phone.due_at <= START + timedelta(minutes=25)
        if away[1] <= START + timedelta(minutes=25):
            assert message.state == Message.State.ACCEPTED, "the server was back while there was time"
