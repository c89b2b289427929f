from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "firstbell.reports"
    label = "reports"
    verbose_name = "Figures on pages, the promise record and the day sheet"

    def ready(self) -> None:
        from firstbell.domain.duties import DutyKind
        from firstbell.followup.board.links import add_link
        from firstbell.people.panels import add_panel
        from firstbell.reports import pupil_panels
        from firstbell.reports.handover.views import sheet_address

        for panel in (pupil_panels.figures_panel, pupil_panels.year_panel, pupil_panels.lately_panel):
            add_panel(panel)
        add_link(DutyKind.CLOSE_THE_DAY, "Open the day sheet", sheet_address)
