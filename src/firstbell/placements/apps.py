from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    name = "firstbell.placements"
    label = "placements"
    verbose_name = "Commissioners and placements"

    def ready(self) -> None:
        from firstbell.people.panels import add_panel, add_whereabouts
        from firstbell.placements.pupil_panel import placements_panel
        from firstbell.placements.queries import whereabouts

        add_panel(placements_panel)
        add_whereabouts(whereabouts)
