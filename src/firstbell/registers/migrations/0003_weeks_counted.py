"""Counts the weeks of every provision from its marks; back again, adds them up to years."""

from collections import Counter
from itertools import groupby

from django.db import migrations

from firstbell.registers import tallies

OF_A_YEAR = ("placement_id", "year_starts_on", "session")
YEARLY = tuple(name for name in tallies.COUNTS if name != "after_close")


def count_weeks(apps, schema_editor):
    week_tally = apps.get_model("registers", "WeekTally")
    year_tally = apps.get_model("registers", "YearTally")
    waiting = {
        tuple(key): since for *key, since in year_tally.objects.values_list(*OF_A_YEAR, "look_again_since") if since
    }
    for provision_id in apps.get_model("provisions", "Provision").objects.values_list("pk", flat=True):
        for year in tallies.years_of(provision_id):
            rows = sorted(tallies.counted_from_marks(provision_id, year).items(), reverse=True)
            week_tally.objects.bulk_create(
                week_tally(
                    **key._asdict(),
                    **dict(zip(tallies.COUNTS, counts, strict=True)),
                    # What waited for another look still does, by its last week.
                    look_again_since=waiting.pop((key.placement_id, key.year_starts_on, key.session), None),
                )
                for key, counts in rows
            )


def count_years(apps, schema_editor):
    year_tally = apps.get_model("registers", "YearTally")
    rows = apps.get_model("registers", "WeekTally").objects.order_by(*OF_A_YEAR).values()
    for key, weeks in groupby(rows, key=lambda row: tuple(row[name] for name in OF_A_YEAR)):
        sums, since = Counter(), None
        for week in weeks:
            sums.update({name: week[name] for name in YEARLY})
            since = max(filter(None, (since, week["look_again_since"])), default=None)
        year_tally.objects.create(**dict(zip(OF_A_YEAR, key, strict=True)), **sums, look_again_since=since)


class Migration(migrations.Migration):
    dependencies = [("registers", "0002_week_tallies")]

    operations = [migrations.RunPython(count_weeks, count_years)]
