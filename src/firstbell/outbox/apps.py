from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "firstbell.outbox"
    label = "outbox"
    verbose_name = "Outgoing messages"
