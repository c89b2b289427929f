"""When a message is tried again, and that no outage keeps a school from being told in time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.outbox.ladder import PACE, next_try
from tests.builders import london

START = london("2026-11-23 09:00")
GOES, RETRIES_END, PROMISED = (START + timedelta(minutes=minutes) for minutes in (18, 25, 30))


def tries_until(answers, *, goes=GOES, deadline=RETRIES_END, seconds_each=0):
    """Return the instant of each try; answers: whether a try that begins then is taken."""
    tries, at = [], goes
    while at is not None:
        tries.append(at)
        if answers(at):
            break
        at = next_try(len(tries), at + timedelta(seconds=seconds_each), deadline)
    return tries


class TestTheLadder:
    def test_waits_longer_each_time_and_ends_at_the_deadline(self):
        tries = tries_until(lambda at: False)
        assert [(at - GOES).total_seconds() for at in tries] == [0, 5, 20, 65, 185, 420]

    def test_goes_on_to_a_later_deadline_with_its_longest_wait(self):
        tries = tries_until(lambda at: False, deadline=GOES + timedelta(minutes=20))
        assert [(at - GOES).total_seconds() for at in tries[-4:]] == [665, 905, 1145, 1200]

    def test_without_a_deadline_ends_with_its_waits(self):
        assert len(tries_until(lambda at: False, deadline=None)) == PACE.tries

    def test_of_a_message_that_is_late_already_is_one_try(self):
        assert len(tries_until(lambda at: False, goes=RETRIES_END + timedelta(minutes=1))) == 1


class TestAnOutage:
    @pytest.mark.parametrize("seconds_each", [0, 15, 60])
    def test_of_any_length_at_any_minute_ends_with_the_email_or_the_phone_in_time(self, seconds_each):
        """Every outage of 1 to 60 minutes that begins at any minute from start to the promised time."""
        for begins in range(31):
            for minutes in range(1, 61):
                down = START + timedelta(minutes=begins), START + timedelta(minutes=begins + minutes)
                tries = tries_until(lambda at, down=down: not down[0] <= at < down[1], seconds_each=seconds_each)
                taken = not down[0] <= tries[-1] < down[1]
                ended = tries[-1] + timedelta(seconds=0 if taken else seconds_each)
                assert ended <= (PROMISED if taken else RETRIES_END + timedelta(seconds=seconds_each)), down

    def test_that_ends_by_the_deadline_never_costs_the_email(self):
        for begins in range(31):
            for minutes in range(1, 61):
                down = START + timedelta(minutes=begins), START + timedelta(minutes=begins + minutes)
                if down[1] <= RETRIES_END:
                    tries = tries_until(lambda at, down=down: not down[0] <= at < down[1])
                    assert tries[-1] >= down[1] or tries[-1] < down[0]
