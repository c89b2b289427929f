"""Files that go with a message."""

from __future__ import annotations

import pytest

from firstbell.outbox import commands
from firstbell.outbox.channels import Attachment
from firstbell.outbox.models import MessageAttachment
from firstbell.outbox.sending import send_due
from firstbell.outbox.tests.test_sending import GOES, PRIYA, a_message

pytestmark = pytest.mark.django_db
TABLE = Attachment("attendance-2026-11-23.csv", "text/csv", b"code,minutes late\r\nN,\r\n")
LONGER = Attachment(TABLE.name, TABLE.content_type, b"code,minutes late\r\nN,\r\nL,12\r\n")


def content_of(message):
    return commands.Content(message.subject, message.text, message.html)


class TestAnAttachment:
    def test_arrives_as_it_was_drafted(self, mail_server):
        school = mail_server()
        message = a_message(attachments=[TABLE])
        commands.queue(message, by=PRIYA, at=GOES)
        send_due(GOES)
        [file] = school.taken[0].iter_attachments()
        assert (file.get_filename(), file.get_content_type()) == (TABLE.name, "text/csv")
        assert file.get_payload(decode=True) == TABLE.content

    def test_is_drawn_again_with_the_log_and_only_the_last_one_goes(self, mail_server):
        school = mail_server()
        message = a_message(attachments=[TABLE])
        assert commands.redraw(message, content_of(message), by=PRIYA, at=GOES, attachments=[LONGER])
        commands.queue(message, by=PRIYA, at=GOES)
        send_due(GOES)
        assert [file.get_payload(decode=True) for file in school.taken[0].iter_attachments()] == [LONGER.content]

    def test_that_would_be_the_same_is_left_alone(self):
        message = a_message(attachments=[TABLE])
        assert not commands.redraw(message, content_of(message), by=PRIYA, at=GOES, attachments=[TABLE])
        assert MessageAttachment.objects.count() == 1

    def test_stays_where_the_words_alone_are_drawn_again(self):
        message = a_message(attachments=[TABLE])
        commands.redraw(message, commands.Content("Attendance", "New"), by=PRIYA, at=GOES)
        assert commands.attachments_of(message) == (TABLE,)
