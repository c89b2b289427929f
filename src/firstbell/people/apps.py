from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "firstbell.people"
    label = "people"
    verbose_name = "Pupils and contacts"
