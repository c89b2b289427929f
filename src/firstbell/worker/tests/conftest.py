from firstbell.outbox.tests.conftest import mail_server

__all__ = ["mail_server"]
