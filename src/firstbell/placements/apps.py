from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    name = "firstbell.placements"
    label = "placements"
    verbose_name = "Commissioners and placements"

    def ready(self) -> None:
        from firstbell.accounts.heeding import add_joined_heed
        from firstbell.people.access import SEES_PUPILS
        from firstbell.people.panels import add_panel, add_whereabouts
        from firstbell.placements import access, setup_steps
        from firstbell.placements.commands import link_account
        from firstbell.placements.pupil_panel import placements_panel
        from firstbell.placements.queries import whereabouts
        from firstbell.provisions import sections

        add_joined_heed(link_account)
        add_panel(placements_panel)
        add_whereabouts(whereabouts)
        sections.add_link(sections.PUPILS, 20, "One-day changes", "placements:day_changes", SEES_PUPILS)
        sections.add_link(sections.PUPILS, 30, "Schools and councils", "placements:commissioners", SEES_PUPILS)
        keepers = access.KEEPS_COMMISSIONERS
        sections.add_link(sections.SETTINGS, 20, "Groups", "placements:groups", keepers)
        sections.add_link(sections.SETTINGS, 50, "Schools and councils", "placements:commissioners", keepers)
        for step in (
            setup_steps.groups_step,
            setup_steps.commissioners_step,
            setup_steps.pupils_step,
            setup_steps.contacts_step,
        ):
            sections.add_step(step)
