from django.apps import AppConfig


class PracticeConfig(AppConfig):
    name = "firstbell.practice"
    label = "practice"
    verbose_name = "The practice provision"
