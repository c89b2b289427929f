from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("worker", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="heartbeat",
            name="posted_at",
            field=models.DateTimeField(blank=True, help_text="When its sending thread came round last.", null=True),
        ),
    ]
