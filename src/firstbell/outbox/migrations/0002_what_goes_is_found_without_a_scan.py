from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="message", name="message_to_send"),
        migrations.RemoveIndex(model_name="message", name="message_waiting"),
        migrations.AlterField(
            model_name="message",
            name="next_try_at",
            field=models.DateTimeField(blank=True, help_text="Empty unless it is under way.", null=True),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("next_try_at__isnull", False)), fields=["next_try_at"], name="message_to_send"
            ),
        ),
    ]
