"""Addresses of « Gestion des utilisateurs » (screens.md §9)."""

from django.urls import path

from enterprises.views import history, member_acts, member_files, members

urlpatterns = [
    path("utilisateurs/", members.members, name="members"),
    path("utilisateurs/liste/", members.member_list, name="member-list"),
    path("utilisateurs/liste/exportation/", members.member_export, name="member-export"),
    path("historique/", history.history, name="history"),
    path("historique/exportation/", history.history_export, name="history-export"),
    path("utilisateurs/creation/", member_files.member_create, name="member-create"),
    path("utilisateurs/choix/<slug:act>/", member_acts.member_pick, name="member-pick"),
    path("utilisateurs/<uuid:pk>/", members.member, name="member"),
    path("utilisateurs/<uuid:pk>/acces/", member_files.member_created, name="member-created"),
    path("utilisateurs/<uuid:pk>/modification/", member_files.member_change, name="member-change"),
    path("utilisateurs/<uuid:pk>/suspension/", member_acts.member_suspend, name="member-suspend"),
    path("utilisateurs/<uuid:pk>/reactivation/", member_acts.member_reactivate, name="member-reactivate"),
    path("utilisateurs/<uuid:pk>/revocation/", member_acts.member_revoke, name="member-revoke"),
    path("utilisateurs/<uuid:pk>/mot-de-passe/", member_acts.member_password, name="member-password"),
]
