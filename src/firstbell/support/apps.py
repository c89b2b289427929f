from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "firstbell.support"
    label = "support"
    verbose_name = "Crossings, cases, meetings, plans and recognition"

    def ready(self) -> None:
        from firstbell.support.cases import registering as cases

        cases.register()
