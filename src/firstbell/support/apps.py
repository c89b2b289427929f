from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "firstbell.support"
    label = "support"
    verbose_name = "Crossings, cases, meetings, plans and recognition"
