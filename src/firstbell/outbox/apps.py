from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "firstbell.outbox"
    label = "outbox"
    verbose_name = "Outgoing messages"

    def ready(self) -> None:
        from firstbell.accounts.models import Role
        from firstbell.outbox.setup_steps import mail_step
        from firstbell.provisions import sections

        sections.add_link(sections.SETTINGS, 70, "Mail test", "outbox:mail_test", (Role.HEAD, Role.ADMINISTRATOR))
        sections.add_step(mail_step)
