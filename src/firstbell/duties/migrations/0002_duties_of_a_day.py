from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("duties", "0001_initial")]

    operations = [
        migrations.AddIndex(model_name="duty", index=models.Index(fields=["provision", "on"], name="duty_of_day")),
    ]
