from django.urls import path

from firstbell.followup import views
from firstbell.followup.board import side_views
from firstbell.followup.home import call_views, text_views
from firstbell.followup.missing import views as missing
from firstbell.followup.schools import answer_views

app_name = "followup"
urlpatterns = [
    path("", views.board, name="board"),
    path("drafts/", views.drafts, name="drafts"),
    path("late/", side_views.late, name="late"),
    path("late/<int:duty_id>/", side_views.explain, name="explain"),
    path("answers/", side_views.answers, name="answers"),
    path("replies/<int:notice_id>/", side_views.reply, name="reply"),
    path("numbers/", side_views.numbers, name="numbers"),
    path("duty/<int:duty_id>/claim/", views.claim, name="claim"),
    path("duty/<int:duty_id>/call/", call_views.attempt, name="attempt"),
    path("duty/<int:duty_id>/told/", views.told, name="told"),
    path("duty/<int:duty_id>/answer/", answer_views.answer, name="answer"),
    path("answer/<int:answer_id>/accept/", answer_views.accept, name="accept_answer"),
    path("duty/<int:duty_id>/here/", views.here, name="here"),
    path("duty/<int:duty_id>/done/", views.done, name="done"),
    path("texts/", text_views.text_all, name="text_all"),
    path("duty/<int:duty_id>/text/<int:contact_id>/", text_views.text, name="text"),
    path("no-reason/", missing.no_reason, name="undecided"),
    path("missing/", missing.cases, name="missing"),
    path("missing/council/", missing.council, name="missing_council"),
    path("missing/open/<int:pupil_id>/", missing.open_case, name="open_missing_case"),
    path("missing/<int:case_id>/", missing.case, name="missing_case"),
    path("missing/<int:case_id>/draft/", missing.draft, name="draft_to_council"),
    path("missing/<int:case_id>/send/", missing.send, name="send_to_council"),
    path("missing/<int:case_id>/close/", missing.close, name="close_missing_case"),
]
