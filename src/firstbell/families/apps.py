from django.apps import AppConfig


class FamiliesConfig(AppConfig):
    name = "firstbell.families"
    label = "families"
    verbose_name = "Pages for parents"

    def ready(self) -> None:
        from firstbell.accounts.models import Role
        from firstbell.families.links_panel import links_panel
        from firstbell.people.panels import add_panel
        from firstbell.provisions import sections

        add_panel(links_panel)
        readers = (Role.ATTENDANCE_LEAD, Role.HEAD, Role.SAFEGUARDING_LEAD, Role.ADMINISTRATOR)
        sections.add_link(sections.SETTINGS, 75, "Languages for families", "families:languages", readers)
