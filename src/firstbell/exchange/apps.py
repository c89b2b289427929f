from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "firstbell.exchange"
    label = "exchange"
    verbose_name = "Imports and exports"

    def ready(self) -> None:
        from firstbell.exchange.kinds import HANDLES_PUPILS, HANDLES_REST
        from firstbell.provisions import sections

        sections.add_link(sections.PUPILS, 40, "Files in and out", "exchange:start", HANDLES_PUPILS)
        sections.add_link(sections.SETTINGS, 60, "Files in and out", "exchange:start", (*HANDLES_PUPILS, *HANDLES_REST))
