from django.urls import path

from firstbell.commissioners import letter_views, picture_views, views

app_name = "commissioners"
urlpatterns = [
    path("", views.today, name="today"),
    path("pictures/", picture_views.pictures, name="pictures"),
    path("read/<int:told_id>/", views.read, name="read"),
    path("answer/<int:told_id>/", views.answer, name="answer"),
    path("mail/<str:letter>/", letter_views.letter, name="letter"),
    path("mail/<str:letter>/answer/", letter_views.answer, name="letter_answer"),
]
