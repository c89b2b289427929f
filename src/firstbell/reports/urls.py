from django.urls import path

from firstbell.reports import index, views
from firstbell.reports.handover import views as handover
from firstbell.reports.promises import views as promises

app_name = "reports"
urlpatterns = [
    path("", index.index, name="index"),
    path("year/", views.everybody, name="everybody"),
    path("promises/", promises.promises, name="promises"),
    path("promises/file/", promises.promises_file, name="promises_file"),
    path("day/", handover.day, name="day"),
    path("day/reasons/", handover.late_reasons, name="late_reasons"),
    path("day/close/", handover.close_day, name="close_day"),
]
