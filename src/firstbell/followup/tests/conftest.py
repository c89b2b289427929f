from firstbell.outbox.tests.conftest import mail_server
from firstbell.registers.tests.conftest import in_real_use

__all__ = ["in_real_use", "mail_server"]
