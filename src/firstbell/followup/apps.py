from django.apps import AppConfig


class FollowupConfig(AppConfig):
    name = "firstbell.followup"
    label = "followup"
    verbose_name = "The board and contact attempts"

    def ready(self) -> None:
        from firstbell.followup.drafting import message_settled
        from firstbell.followup.heard import explain_absences
        from firstbell.followup.pupil_panel import duties_panel
        from firstbell.notices.heeding import add_heed
        from firstbell.outbox import heeding as outbox
        from firstbell.people.panels import add_panel

        add_heed(explain_absences)
        outbox.add_heed(message_settled)
        add_panel(duties_panel)
