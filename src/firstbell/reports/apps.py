from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "firstbell.reports"
    label = "reports"
    verbose_name = "Figures on pages"

    def ready(self) -> None:
        from firstbell.people.panels import add_panel
        from firstbell.reports import pupil_panels

        for panel in (pupil_panels.figures_panel, pupil_panels.year_panel, pupil_panels.lately_panel):
            add_panel(panel)
