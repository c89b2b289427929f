from django.db import migrations, models

WAITING = models.Q(closed_at__isnull=True, state__in=["open", "claimed"])
CLOSED = models.Q(closed_at__isnull=False, state__in=["met", "missed", "withdrawn"])


class Migration(migrations.Migration):
    dependencies = [("duties", "0002_duties_of_a_day")]

    operations = [
        migrations.RemoveIndex(model_name="duty", name="duty_waiting"),
        migrations.RemoveIndex(model_name="duty", name="duty_to_judge"),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)), fields=["provision", "due_at"], name="duty_waiting"
            ),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True), ("was_late", False)),
                fields=["due_at"],
                name="duty_to_judge",
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.CheckConstraint(condition=WAITING | CLOSED, name="duty_waits_until_closed"),
        ),
    ]
