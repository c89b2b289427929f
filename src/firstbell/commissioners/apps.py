from django.apps import AppConfig


class CommissionersConfig(AppConfig):
    name = "firstbell.commissioners"
    label = "commissioners"
    verbose_name = "The commissioners' pages"
