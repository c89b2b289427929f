"""A mail backend that keeps every mail in the practice mailbox, so that nothing leaves the machine."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from firstbell import clock
from firstbell.practice.models import PracticeMail


class MailboxBackend(BaseEmailBackend):
    """Django's mail backend of the practice provision."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep one row for each recipient and report how many mails were kept."""
        at = clock.now()
        for mail in email_messages:
            html = next((part for part, kind in getattr(mail, "alternatives", []) if kind == "text/html"), "")
            PracticeMail.objects.bulk_create(
                PracticeMail(
                    to_address=address,
                    from_address=mail.from_email,
                    subject=mail.subject[:200],
                    text=mail.body,
                    html=html,
                    message_id=str(mail.extra_headers.get("Message-ID", ""))[:160],
                    received_at=at,
                )
                for address in mail.recipients()
            )
        return len(email_messages)
