from django.apps import AppConfig


class PracticeConfig(AppConfig):
    name = "firstbell.practice"
    label = "practice"
    verbose_name = "The practice provision"

    def ready(self) -> None:
        from firstbell import clock
        from firstbell.practice.clock import offset

        clock.set_offset_source(offset)
