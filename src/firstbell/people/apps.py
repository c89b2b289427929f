from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "firstbell.people"
    label = "people"
    verbose_name = "Pupils and contacts"

    def ready(self) -> None:
        from firstbell.people.access import SEES_PUPILS
        from firstbell.provisions import sections

        sections.add_link(sections.PUPILS, 0, "All pupils", "people:list", SEES_PUPILS)
