from django.urls import path

from firstbell.support import views
from firstbell.support.cases import views as cases
from firstbell.support.choices import views as choices

app_name = "support"
urlpatterns = [
    path("", views.home, name="home"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<int:case_id>/", cases.case, name="case"),
    path("cases/<int:case_id>/said/", cases.add_entry, name="add_entry"),
    path("cases/<int:case_id>/barrier/", cases.add_barrier, name="add_barrier"),
    path("cases/<int:case_id>/owner/", cases.pass_on, name="pass_on"),
    path("cases/<int:case_id>/close/", cases.close, name="close_case"),
    path("cases/<int:case_id>/reopen/", cases.reopen, name="reopen_case"),
    path("pupils/<int:pupil_id>/case/", cases.open_case, name="open_case"),
    path("barriers/<int:barrier_id>/", cases.change_barrier, name="change_barrier"),
    path("barriers/<int:barrier_id>/end/", cases.end_barrier, name="end_barrier"),
    path("barriers/<int:barrier_id>/action/", cases.add_action, name="add_action"),
    path("actions/<int:action_id>/", cases.end_action, name="end_action"),
    path("lists/", choices.start, name="lists"),
    path("lists/<slug:choice_kind>/", choices.lists, name="choices"),
    path("lists/entry/<int:choice_id>/take-off/", choices.take_off, name="take_off_choice"),
]
