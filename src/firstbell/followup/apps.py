from django.apps import AppConfig


class FollowupConfig(AppConfig):
    name = "firstbell.followup"
    label = "followup"
    verbose_name = "The board and contact attempts"

    def ready(self) -> None:
        from firstbell.followup.board.ways import register_ways
        from firstbell.followup.home import heard
        from firstbell.followup.home.home_arrivals import tell_home
        from firstbell.followup.home.texting import text_settled
        from firstbell.followup.missing import commands as missing
        from firstbell.followup.missing.board_links import add_links
        from firstbell.followup.missing.pupil_panel import SEES_CASES, case_panel
        from firstbell.followup.pupil_panel import duties_panel, numbers_panel
        from firstbell.followup.schools import arrivals
        from firstbell.followup.schools.drafting import message_settled
        from firstbell.notices.heeding import Event, add_heed
        from firstbell.outbox import heeding as outbox
        from firstbell.people.panels import add_panel
        from firstbell.provisions import sections
        from firstbell.registers.heeding import add_arrival_heed

        add_heed(heard.explain_absences)
        add_heed(heard.ask_about_leave)
        add_heed(heard.settle_leave, Event.DECIDED)
        add_heed(heard.explain_absences, Event.DECIDED)
        add_heed(heard.settle_confirmation, Event.CONFIRMED)
        add_heed(heard.open_again, Event.WITHDRAWN)
        outbox.add_heed(message_settled)
        outbox.add_heed(text_settled)
        add_arrival_heed(arrivals.stop_what_is_not_true)
        add_arrival_heed(tell_home)
        outbox.add_heed(missing.message_settled)
        add_panel(duties_panel)
        add_panel(numbers_panel)
        register_ways()
        add_links()
        sections.add_link(sections.PUPILS, 12, "No reason yet", "followup:undecided", SEES_CASES)
        sections.add_link(sections.PUPILS, 14, "Missing education", "followup:missing", SEES_CASES)
        add_panel(case_panel)
