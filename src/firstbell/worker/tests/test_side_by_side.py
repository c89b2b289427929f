"""Several copies of the worker, and several people, may act at once: each thing is done once."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from firstbell.duties import commands as duties
from firstbell.followup.tests.mornings import at, duty, marked
from firstbell.journal import Actor
from firstbell.journal.models import JournalEntry
from firstbell.outbox import commands as outbox
from firstbell.outbox import sending
from firstbell.outbox.models import Message
from firstbell.outbox.tests.test_sending import GOES, a_queued_message
from tests.builders import a_group, a_provision, a_pupil, a_site

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Do these in as many threads, all starting together; return what each returned, or raise what one raised."""
    ready, results, faults = threading.Barrier(len(acts)), [None] * len(acts), []

    def do(place, act):
        try:
            ready.wait()
            results[place] = act()
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return results


class TestFourSenders:
    def test_send_each_message_once(self, mail_server):
        school = mail_server()
        provision = a_provision()
        for number in range(8):
            a_queued_message(provision=provision, key=f"message {number}")
        at_once(*[lambda: sending.send_due(GOES)] * 4)
        assert sorted(mail["Message-ID"] for mail in school.taken) == sorted(
            Message.objects.values_list("message_id", flat=True)
        )


class TestTwoPeople:
    def test_who_claim_at_once_are_not_both_told_that_they_have_it(self):
        pupil = a_pupil(group=a_group(a_site(a_provision())))
        marked(pupil)
        call = duty(pupil, "call-home")
        people = [Actor("staff", None, name) for name in ("Priya", "Nell", "Sam")]
        claims = at_once(*[lambda who=who: duties.claim(call, by=who, at=at("09:05")) for who in people])
        assert sorted(claims) == [False, False, True]

    def test_who_hold_and_release_at_once_leave_one_of_the_two(self):
        message = a_queued_message(key="held")
        Message.objects.filter(pk=message.pk).update(state="drafted", next_try_at=None)

        def hold():
            try:
                outbox.hold(Message.objects.get(pk=message.pk), by=Actor.system("a"), at=GOES)
            except outbox.TooLate:
                return "too late"

        def release():
            outbox.release(Message.objects.get(pk=message.pk), by=Actor.system("b"), at=GOES)

        at_once(hold, release)
        assert Message.objects.get().state == "queued"


class TestThreeWorkers:
    def test_judge_a_duty_once(self):
        pupil = a_pupil(group=a_group(a_site(a_provision())))
        marked(pupil)
        at_once(*[lambda: duties.judge(at("09:11"))] * 3)
        late = JournalEntry.objects.filter(verb="duty.late", facts__contains='"rule":"call-home"')
        assert late.count() == 1
