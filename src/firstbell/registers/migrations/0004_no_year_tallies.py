from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registers", "0003_weeks_counted")]

    operations = [migrations.DeleteModel("YearTally")]
