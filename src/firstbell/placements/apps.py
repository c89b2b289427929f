from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    name = "firstbell.placements"
    label = "placements"
    verbose_name = "Commissioners and placements"
