"""Addresses of the mailbox."""

from django.urls import path

from accounts.views import messages

urlpatterns = [
    path("messages/", messages.messages, name="messages"),
    path("messages/<uuid:pk>/", messages.message, name="message"),
    path("messages/<uuid:pk>/ouvrir/", messages.message_open, name="message-open"),
    path("messages/<uuid:pk>/archiver/", messages.message_archive, name="message-archive"),
    path("messages/<uuid:pk>/remettre/", messages.message_restore, name="message-restore"),
]
