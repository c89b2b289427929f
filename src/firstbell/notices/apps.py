from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "firstbell.notices"
    label = "notices"
    verbose_name = "Notices of absence"

    def ready(self) -> None:
        from firstbell.notices.pupil_panel import notices_panel
        from firstbell.people.panels import add_panel

        add_panel(notices_panel)
