from django.apps import AppConfig


class DutiesConfig(AppConfig):
    name = "firstbell.duties"
    label = "duties"
    verbose_name = "Duties"
