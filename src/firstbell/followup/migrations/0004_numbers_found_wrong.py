from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("followup", "0003_what_schools_were_told"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="contactattempt",
            index=models.Index(fields=["outcome", "contact"], name="attempt_by_outcome"),
        ),
    ]
