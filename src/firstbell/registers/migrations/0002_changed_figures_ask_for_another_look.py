from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registers", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="yeartally",
            name="look_again_since",
            field=models.DateTimeField(blank=True, help_text="Changed, and not yet looked at.", null=True),
        ),
        migrations.AddIndex(
            model_name="yeartally",
            index=models.Index(
                fields=["look_again_since"],
                condition=models.Q(look_again_since__isnull=False),
                name="yeartally_to_look_at",
            ),
        ),
        migrations.DeleteModel(name="LookAgain"),
    ]
