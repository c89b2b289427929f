"""The practice provision's way out, which leads to its own mailbox page: for emails and for texts."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import get_connection

from firstbell.outbox.channels import Accepted, Fault, Mail, NotAccepted
from firstbell.outbox.channels.envelope import letter

SERVER = "the practice mailbox"
LEAVES_THE_MACHINE = "django.core.mail.backends.smtp.EmailBackend"


class PracticeMailbox:
    """Hands the mail to the backend that keeps it here. A text is a mail to a number, without a subject."""

    def send(self, mail: Mail) -> Accepted:
        if settings.EMAIL_BACKEND == LEAVES_THE_MACHINE:
            raise NotAccepted(
                "The practice provision has no mailbox set up, and its mail may not leave this machine.",
                Fault.TECHNICAL,
                server=SERVER,
                final=True,
            )
        get_connection().send_messages([letter(mail)])
        return Accepted(SERVER, "Kept here. Nothing has left this machine.")
