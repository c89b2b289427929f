from django.apps import AppConfig


class WorkerConfig(AppConfig):
    name = "firstbell.worker"
    label = "worker"
    verbose_name = "The worker"
