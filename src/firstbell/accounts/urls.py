from django.urls import path

from firstbell.accounts import views

app_name = "accounts"

urlpatterns = [
    path("", views.mine, name="mine"),
    path("sign-ins/end-others/", views.end_other_sign_ins, name="end_other_sign_ins"),
    path("where/", views.provision, name="provision"),
    path("people/", views.people, name="people"),
    path("people/invite/", views.invite, name="invite"),
    path("people/<int:user_id>/", views.person, name="person"),
    path("people/<int:user_id>/roles/", views.change_roles, name="change_roles"),
    path("people/<int:user_id>/groups/", views.change_groups, name="change_groups"),
    path("people/<int:user_id>/lost/", views.remove_factors, name="remove_factors"),
    path("people/<int:user_id>/end/", views.end_access, name="end_access"),
    path("invitations/<int:invitation_id>/withdraw/", views.withdraw_invitation, name="withdraw_invitation"),
    path("invitation/<str:secret>/", views.invitation, name="invitation"),
]
