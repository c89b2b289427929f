from django.apps import AppConfig


class FollowupConfig(AppConfig):
    name = "firstbell.followup"
    label = "followup"
    verbose_name = "The board and contact attempts"
