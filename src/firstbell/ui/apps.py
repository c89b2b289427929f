from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "firstbell.ui"
    label = "ui"
    verbose_name = "Pages and components"
