from django.urls import path

from firstbell.outbox import views, webhooks

app_name = "outbox"
urlpatterns = [
    path("", views.message_list, name="list"),
    path("test/", views.test_mail, name="mail_test"),
    path("together/", views.together, name="together"),
    path("together/<int:batch_id>/", views.batch, name="batch"),
    path("together/<int:batch_id>/undo/", views.undo, name="undo"),
    path("receipts/<str:hook>/mail/", webhooks.mail_receipts, name="mail_receipts"),
    path("receipts/<str:hook>/texts/", webhooks.text_receipts, name="text_receipts"),
    path("<int:message_id>/", views.message, name="message"),
    path("<int:message_id>/files/<int:file_id>/", views.attachment, name="attachment"),
    path("<int:message_id>/edit/", views.edit, name="edit"),
    path("<int:message_id>/hold/", views.hold, name="hold"),
    path("<int:message_id>/release/", views.release, name="release"),
    path("<int:message_id>/cancel/", views.cancel, name="cancel"),
]
