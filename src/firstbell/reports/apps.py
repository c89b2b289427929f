from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "firstbell.reports"
    label = "reports"
    verbose_name = "Figures on pages"
