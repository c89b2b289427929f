from django.apps import AppConfig
from django.db.models.signals import post_migrate


class JournalConfig(AppConfig):
    name = "firstbell.journal"
    label = "journal"
    verbose_name = "Journal"

    def ready(self) -> None:
        from firstbell.journal.guards import install_after_migrations

        post_migrate.connect(install_after_migrations, sender=self, dispatch_uid="firstbell.journal.guards")
