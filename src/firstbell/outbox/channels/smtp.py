"""SMTP, with the server's own words kept and every refusal sorted into final and for now."""

from __future__ import annotations

import smtplib
import socket
import ssl
from dataclasses import dataclass
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings

from firstbell.outbox.channels import Accepted, Mail, NotAccepted
from firstbell.outbox.channels.envelope import letter


@dataclass(frozen=True)
class Smtp:
    """One conversation for each mail. security: starttls, tls or none. timeout_seconds: for each step."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    security: str = "none"
    timeout_seconds: int = 15

    @classmethod
    def from_settings(cls) -> Smtp:
        """Return the channel that the settings describe. Raises NotAccepted where no mail server is set."""
        if not settings.EMAIL_HOST:
            raise NotAccepted(
                "No mail server is set up, so no email can leave. Set FIRSTBELL_MAIL_HOST and start Firstbell again.",
                permanent=True,
            )
        security = "tls" if settings.EMAIL_USE_SSL else "starttls" if settings.EMAIL_USE_TLS else "none"
        return cls(
            host=settings.EMAIL_HOST,
            port=settings.EMAIL_PORT,
            user=settings.EMAIL_HOST_USER,
            password=settings.EMAIL_HOST_PASSWORD,
            security=security,
            timeout_seconds=settings.EMAIL_TIMEOUT,
        )

    @property
    def server(self) -> str:
        return f"{self.host}:{self.port}"

    def send(self, mail: Mail) -> Accepted:
        try:
            with self._connect() as connection:
                return self._converse(connection, mail)
        except smtplib.SMTPResponseException as refused:
            raise self._refused(refused.smtp_code, refused.smtp_error) from refused
        except smtplib.SMTPServerDisconnected as cut:
            raise self._for_now("The server ended the conversation before it answered.") from cut
        except (TimeoutError, socket.gaierror, ConnectionError, ssl.SSLError, smtplib.SMTPException, OSError) as fault:
            raise self._for_now(f"The server could not be reached: {fault}.") from fault

    def _connect(self) -> smtplib.SMTP:
        # We say our own name: left to itself smtplib asks the network for it, which can take as long as the deadline.
        ours = {"local_hostname": urlsplit(settings.ADDRESS).hostname, "timeout": self.timeout_seconds}
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, context=ssl.create_default_context(), **ours)
        return smtplib.SMTP(self.host, self.port, **ours)

    def _converse(self, connection: smtplib.SMTP, mail: Mail) -> Accepted:
        """Speak each verb ourselves: `sendmail` would throw the server's last answer away."""
        connection.ehlo_or_helo_if_needed()
        if self.security == "starttls":
            connection.starttls(context=ssl.create_default_context())
            connection.ehlo()
        if self.user:
            connection.login(self.user, self.password)
        self._expect(connection.mail(parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))
        self._expect(connection.rcpt(mail.to_address))
        code, reply = connection.data(letter(mail).message().as_bytes(linesep="\r\n"))
        self._expect((code, reply))
        return Accepted(self.server, f"{code} {_words(reply)}")

    def _expect(self, answer: tuple[int, bytes]) -> None:
        code, reply = answer
        if not 200 <= code < 300:
            raise self._refused(code, reply)

    def _refused(self, code: int, reply: bytes | str) -> NotAccepted:
        """4xx asks to be tried again; 5xx is final (RFC 5321, 4.2.1). Anything else is not an answer: for now."""
        return NotAccepted(f"{code} {_words(reply)}".strip(), permanent=500 <= code < 600, server=self.server)

    def _for_now(self, words: str) -> NotAccepted:
        return NotAccepted(words, permanent=False, server=self.server)


def _words(reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return " ".join(text.split())
