import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("placements", "0003_school_days"),
        ("provisions", "0001_initial"),
        ("registers", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="WeekTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year_starts_on", models.DateField()),
                ("week_starts_on", models.DateField(help_text="Monday.")),
                ("session", models.CharField(choices=[("AM", "morning"), ("PM", "afternoon")], max_length=2)),
                ("own_attended", models.IntegerField(default=0)),
                ("own_authorised", models.IntegerField(default=0)),
                ("own_unauthorised", models.IntegerField(default=0)),
                ("own_not_counted", models.IntegerField(default=0)),
                ("national_attended", models.IntegerField(default=0)),
                ("national_authorised", models.IntegerField(default=0)),
                ("national_unauthorised", models.IntegerField(default=0)),
                ("national_not_counted", models.IntegerField(default=0)),
                (
                    "undecided",
                    models.IntegerField(default=0, help_text="Marks whose national code waits for a person."),
                ),
                ("late", models.IntegerField(default=0, help_text="Before the register closed and after it.")),
                ("after_close", models.IntegerField(default=0, help_text="Late, and counted as an absence (U).")),
                ("minutes_late", models.IntegerField(default=0)),
                (
                    "look_again_since",
                    models.DateTimeField(blank=True, help_text="Changed, and not yet looked at.", null=True),
                ),
                (
                    "group",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="provisions.group",
                    ),
                ),
                (
                    "placement",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tallies",
                        to="placements.placement",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "week tallies",
            },
        ),
        migrations.AddIndex(
            model_name="weektally",
            index=models.Index(
                condition=models.Q(("look_again_since__isnull", False)),
                fields=["look_again_since"],
                name="weektally_to_look_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="weektally",
            constraint=models.UniqueConstraint(
                fields=("placement", "year_starts_on", "week_starts_on", "session", "group"), name="weektally_once"
            ),
        ),
    ]
