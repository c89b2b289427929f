from django.apps import AppConfig


class ProvisionsConfig(AppConfig):
    name = "firstbell.provisions"
    label = "provisions"
    verbose_name = "Provisions, sites, groups and calendars"
