"""A hostile mail server and senders that are killed: no message is lost, and none is doubled without a reason."""

from __future__ import annotations

import pytest

from firstbell.config.bench.inside.faults import trial

# What a hostile server does to a sender does not depend on the database; PostgreSQL has tests of two senders.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.sqlite_only]


class TestThreeHundredMessages:
    """300 messages, 20 kills, nearly every other conversation broken off somewhere."""

    @pytest.fixture
    def came_of_it(self):
        return trial(messages=300, kills=20)

    def test_are_each_accepted_or_refused_for_good_and_none_twice_without_a_reason(self, came_of_it):
        assert (came_of_it["messages"], came_of_it["kills"]) == (300, 20)
        assert came_of_it["missing"] == []
        assert came_of_it["not_taken"] == []
        assert came_of_it["other_ids"] == []
        assert came_of_it["unexplained"] == []
        assert came_of_it["twice"], "the server was not hostile enough to show anything"


class TestAServerThatBehaves:
    def test_gets_each_message_once(self):
        came_of_it = trial(messages=60, kills=0, hostility=0)
        assert (came_of_it["accepted"], came_of_it["twice"], came_of_it["missing"]) == (60, [], [])
