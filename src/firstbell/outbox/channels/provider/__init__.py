"""Emails through a provider's own interface, by anymail: for whoever has an account there and no mail server."""

from __future__ import annotations

from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import get_connection

from firstbell.outbox.channels import Accepted, Fault, Mail, NotAccepted
from firstbell.outbox.channels.answers import fault_of, words_of
from firstbell.outbox.channels.envelope import letter


class MailProvider:
    """Hands a mail to the provider that FIRSTBELL_MAIL_CHANNEL names. The provider's word is the hop's."""

    def send(self, mail: Mail) -> Accepted:
        """Hand one mail over. Raises NotAccepted."""
        server = f"provider {settings.MAIL_CHANNEL}"
        message = letter(mail)
        # The provider may give the mail a Message-ID of its own; this comes back with its receipts whatever it does.
        message.metadata = {"message_id": mail.message_id}  # type: ignore[attr-defined]
        try:
            get_connection(f"anymail.backends.{settings.MAIL_CHANNEL}.EmailBackend").send_messages([message])
        except AnymailRecipientsRefused as refused:
            raise NotAccepted(words_of(str(refused)), Fault.PERMANENT, server=server) from refused
        except AnymailAPIError as fault:
            code = fault.status_code
            kind = Fault.TEMPORARY if code is None else fault_of(code)
            raise NotAccepted(words_of(str(fault)), kind, server=server) from fault
        except (AnymailError, ImproperlyConfigured) as wrong:
            raise NotAccepted(words_of(str(wrong)), Fault.TECHNICAL, server=server) from wrong
        except OSError as away:
            raise NotAccepted(f"The provider could not be reached: {away}", Fault.TEMPORARY, server=server) from away
        status = message.anymail_status  # type: ignore[attr-defined]
        states = ", ".join(sorted(str(state) for state in status.status or ()))
        if status.status == {"failed"}:
            raise NotAccepted(states, Fault.PERMANENT, server=server)
        return Accepted(server, states, str(status.message_id or ""))
