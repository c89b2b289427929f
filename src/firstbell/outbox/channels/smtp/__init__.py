"""SMTP, with the server's own words kept and every refusal sorted into final, for now and our own mistake."""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from firstbell.outbox.bounces.addresses import return_path
from firstbell.outbox.channels import Accepted, Fault, Mail, NotAccepted
from firstbell.outbox.channels.envelope import letter

LONGEST_STEP_SECONDS = 30
# A server that answers a byte at a time never lets a step run out: the whole conversation ends before the lease does.
LONGEST_SECONDS = 60
# Authentication required, too weak, failed, or encryption required (RFC 4954): no mail to anybody can leave.
NOT_LET_IN = {530, 534, 535, 538}


@dataclass(frozen=True)
class Smtp:
    """One conversation for each mail. security: starttls, tls or none. timeout_seconds: for each step."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    security: str = "none"
    timeout_seconds: float = 15
    longest_seconds: float = LONGEST_SECONDS

    @classmethod
    def from_settings(cls) -> Smtp:
        """Return the channel that the settings describe. Raises NotAccepted where no mail server is set."""
        if not settings.EMAIL_HOST:
            raise NotAccepted(
                "No mail server is set up, so no email can leave. Set FIRSTBELL_MAIL_HOST and start Firstbell again.",
                Fault.TECHNICAL,
                final=True,
            )
        security = "tls" if settings.EMAIL_USE_SSL else "starttls" if settings.EMAIL_USE_TLS else "none"
        return cls(
            host=settings.EMAIL_HOST,
            port=settings.EMAIL_PORT,
            user=settings.EMAIL_HOST_USER,
            password=settings.EMAIL_HOST_PASSWORD,
            security=security,
            timeout_seconds=min(settings.EMAIL_TIMEOUT, LONGEST_STEP_SECONDS),
        )

    @property
    def server(self) -> str:
        return f"{self.host}:{self.port}"

    def send(self, mail: Mail) -> Accepted:
        """Hand one mail over. It ends within `longest_seconds` and one step's time, whatever the server does."""
        try:
            with self._connected() as connection:
                self._sign_in(connection)
                return self._hand_over(connection, mail)
        except smtplib.SMTPResponseException as refused:
            if isinstance(refused.smtp_error, str):  # smtplib's own words about an answer that it could not read
                raise self._for_now(f"The server's answer cannot be read: {refused.smtp_error}") from refused
            raise self._refused(refused.smtp_code, refused.smtp_error) from refused
        except smtplib.SMTPServerDisconnected as cut:
            raise self._for_now("The server ended the conversation before it answered.") from cut
        except smtplib.SMTPNotSupportedError as unable:
            raise self._ours(f"The server does not offer what is set up: {unable}") from unable
        except ssl.SSLCertVerificationError as untrusted:
            raise self._ours(f"The server's certificate is not trusted: {untrusted.verify_message}.") from untrusted
        except socket.gaierror as unknown:
            mistyped = unknown.errno == socket.EAI_NONAME
            words = f"No server of the name {self.host} can be found: {unknown.strerror}."
            raise self._ours(words) if mistyped else self._for_now(words) from unknown
        except (smtplib.SMTPException, OSError) as fault:
            raise self._for_now(f"The server could not be reached: {fault}.") from fault

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """Open the conversation, and cut it off when it has taken too long."""
        # We say our own name: left to itself smtplib asks the network for it, which can take as long as the deadline.
        ours = {"local_hostname": urlsplit(settings.ADDRESS).hostname, "timeout": self.timeout_seconds}
        if self.security == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(context=ssl.create_default_context(), **ours)
        else:
            connection = smtplib.SMTP(**ours)
        # smtplib takes the name for the certificate from here, and from `connect` only when it is given at once.
        connection._host = self.host  # type: ignore[attr-defined]
        cut = threading.Timer(self.longest_seconds, _cut_off, [connection])
        cut.daemon = True
        cut.start()
        try:
            code, reply = connection.connect(self.host, self.port)
            if code != 220:
                raise (self._ours if 500 <= code < 600 else self._for_now)(_said(code, reply))
            if not cut.is_alive():
                raise TimeoutError("it took too long to answer")
            yield connection
        finally:
            cut.cancel()
            connection.close()

    def _sign_in(self, connection: smtplib.SMTP) -> None:
        """Greet, encrypt and sign in. What is refused for good here is our own set-up: no mail at all could leave."""
        try:
            connection.ehlo_or_helo_if_needed()
            if self.security == "starttls":
                connection.starttls(context=ssl.create_default_context())
                connection.ehlo()
            if self.user:
                connection.login(self.user, self.password)
        except smtplib.SMTPResponseException as refused:
            if 500 <= refused.smtp_code < 600 and isinstance(refused.smtp_error, bytes):
                raise self._ours(_said(refused.smtp_code, refused.smtp_error)) from refused
            raise

    def _hand_over(self, connection: smtplib.SMTP, mail: Mail) -> Accepted:
        """Speak each verb ourselves: `sendmail` would throw the server's last answer away."""
        # Reports of delivery are asked for (RFC 3461) only where somebody reads them: at an address of their own.
        asks = settings.BOUNCES_ADDRESS and connection.has_extn("dsn")
        about = ["RET=HDRS", f"ENVID={mail.message_id.strip('<>')}"] if asks else []
        self._expect(connection.mail(return_path(mail.message_id), about))
        self._expect(connection.rcpt(mail.to_address, ["NOTIFY=SUCCESS,FAILURE,DELAY"] if asks else []))
        code, reply = connection.data(letter(mail).message().as_bytes(linesep="\r\n"))
        self._expect((code, reply))
        # Goodbye, without waiting for theirs: until what was answered is written down, a crash would send it again.
        with suppress(smtplib.SMTPException, OSError):
            connection.putcmd("quit")
        return Accepted(self.server, _said(code, reply))

    def _expect(self, answer: tuple[int, bytes]) -> None:
        code, reply = answer
        if not 200 <= code < 300:
            raise self._refused(code, reply)

    def _refused(self, code: int, reply: bytes | str) -> NotAccepted:
        """4xx asks to be tried again; 5xx is final (RFC 5321, 4.2.1). Anything else is not an answer: for now."""
        if code in NOT_LET_IN:
            return self._ours(_said(code, reply))
        fault = Fault.PERMANENT if 500 <= code < 600 else Fault.TEMPORARY
        return NotAccepted(_said(code, reply), fault, server=self.server)

    def _for_now(self, words: str) -> NotAccepted:
        return NotAccepted(words, Fault.TEMPORARY, server=self.server)

    def _ours(self, words: str) -> NotAccepted:
        return NotAccepted(words, Fault.TECHNICAL, server=self.server)


def _cut_off(connection: smtplib.SMTP) -> None:
    if (line := connection.sock) is not None:
        with suppress(OSError):  # It may have ended by itself.
            line.shutdown(socket.SHUT_RDWR)


def _said(code: int, reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return f"{code} {' '.join(text.split())}".strip()
