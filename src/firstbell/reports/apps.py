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
        from firstbell.reports.documents.pupil_panel import documents_panel
        from firstbell.reports.handover.views import sheet_address
        from firstbell.reports.index import OFFICE, STAFF, add_report

        for panel in (pupil_panels.figures_panel, pupil_panels.pictures_panel, pupil_panels.lately_panel):
            add_panel(panel)
        add_panel(documents_panel)
        add_link(DutyKind.CLOSE_THE_DAY, "Open the day sheet", sheet_address)
        promised, attended = "What was promised", "Attendance"
        add_report(
            0, promised, "The promise record", "What the policy promises, and how often it was kept in time.",
            "reports:promises", OFFICE,
        )  # fmt: skip
        add_report(
            1, promised, "Today’s day sheet", "What was due today, what is late and why, and closing the day.",
            "reports:day", OFFICE,
        )  # fmt: skip
        add_report(
            10, attended, "Attendance in figures",
            "Of the provision, its sites, groups, schools and pupils, over any days: attendance and punctuality apart.",
            "reports:figures", STAFF,
        )  # fmt: skip
        add_report(
            15, attended, "Attendance by group",
            "Is anybody treated worse? By SEND, sex, ethnicity, looked after, language, school, year; no small groups.",
            "reports:equality", OFFICE,
        )  # fmt: skip
        add_report(
            20, attended, "Pictures", "What stands out: pupils, weeks, weekdays, and what became of absences.",
            "reports:pictures", STAFF,
        )  # fmt: skip
        add_report(
            40, "Support", "What attendance did after each strategy",
            "Over all pupils, without names, and honest about small numbers.", "reports:outcomes", OFFICE,
        )  # fmt: skip
        add_report(
            40, "To print and send", "Reports that are sent",
            "What goes to schools, families, governors and the council by itself, what went, what you can make now.",
            "reports:documents", OFFICE,
        )  # fmt: skip
        add_report(
            41, "To print and send", "This term, for governors and the council",
            "Trend, who misses much, why, and what was promised and kept. No names.", "reports:term_report", OFFICE,
        )  # fmt: skip
