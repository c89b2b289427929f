from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "firstbell.notices"
    label = "notices"
    verbose_name = "Notices of absence"

    def ready(self) -> None:
        from firstbell.notices.pupil_panel import notices_panel
        from firstbell.people.access import SEES_PUPILS
        from firstbell.people.panels import add_panel
        from firstbell.provisions import sections

        add_panel(notices_panel)
        sections.add_link(sections.PUPILS, 10, "Notices", "notices:list", SEES_PUPILS)
