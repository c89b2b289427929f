from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "firstbell.notices"
    label = "notices"
    verbose_name = "Notices of absence"
