import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("placements", "0003_school_days"),
    ]

    operations = [
        migrations.CreateModel(
            name="Baseline",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "moment",
                    models.CharField(
                        choices=[
                            ("before", "Before the placement, as given at referral"),
                            ("after", "After the placement"),
                        ],
                        default="before",
                        max_length=6,
                    ),
                ),
                ("attended", models.PositiveSmallIntegerField(help_text="Sessions.")),
                ("possible", models.PositiveSmallIntegerField(help_text="Sessions.")),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("source", models.CharField(help_text="Who gave it, and in what.", max_length=160)),
                ("recorded_by", models.CharField(max_length=120)),
                ("recorded_at", models.DateTimeField()),
                (
                    "placement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="baselines", to="placements.placement"
                    ),
                ),
            ],
            options={
                "ordering": ["placement", "-moment"],
                "constraints": [
                    models.UniqueConstraint(fields=("placement", "moment"), name="baseline_once_per_moment"),
                    models.CheckConstraint(
                        condition=models.Q(("attended__lte", models.F("possible")), ("possible__gte", 1)),
                        name="baseline_attended_of_possible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("starts_on__lte", models.F("ends_on"))), name="baseline_ends_after_start"
                    ),
                ],
            },
        ),
    ]
