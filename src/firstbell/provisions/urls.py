from django.urls import path

from firstbell.provisions import calendar_views, policy_views, views

app_name = "provisions"

urlpatterns = [
    path("", views.settings, name="settings"),
    path("change/", views.change, name="change"),
    path("history/", views.history, name="history"),
    path("sites/", views.sites, name="sites"),
    path("sites/add/", views.add_site, name="add_site"),
    path("sites/<int:site_id>/", views.change_site, name="change_site"),
    path("sites/<int:site_id>/archive/", views.archive_site, name="archive_site"),
    path("sites/<int:site_id>/restore/", views.restore_site, name="restore_site"),
    path("sites/<int:site_id>/times/", views.add_session_time, name="add_session_time"),
    path("times/<int:time_id>/remove/", views.remove_session_time, name="remove_session_time"),
    path("calendar/", calendar_views.calendar, name="calendar"),
    path("calendar/terms/add/", calendar_views.add_term, name="add_term"),
    path("calendar/terms/<int:term_id>/", calendar_views.change_term, name="change_term"),
    path("calendar/terms/<int:term_id>/remove/", calendar_views.remove_term, name="remove_term"),
    path("calendar/days/add/", calendar_views.add_closed_day, name="add_closed_day"),
    path("calendar/days/<int:closed_day_id>/", calendar_views.change_closed_day, name="change_closed_day"),
    path("calendar/days/<int:closed_day_id>/archive/", calendar_views.archive_closed_day, name="archive_closed_day"),
    path("policy/", policy_views.policies, name="policy"),
    path("policy/<int:version_id>/", policy_views.version, name="policy_version"),
    path("policy/numbers/", policy_views.change_numbers, name="change_policy_numbers"),
    path("policy/change/", policy_views.put_in_force, name="put_policy_in_force"),
]
