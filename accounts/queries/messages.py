"""The mailbox of one person."""

from django.db.models import QuerySet

from accounts.models import SecureMessage, User

UNREAD, ARCHIVED = "non-lus", "archives"


def mailbox_of(user: User) -> QuerySet[SecureMessage]:
    """Give a person's messages, newest first, without their sealed bodies."""
    return SecureMessage.objects.filter(recipient=user).defer("body").order_by("-sent_at", "pk")


def folder_of(user: User, folder: str) -> QuerySet[SecureMessage]:
    """Give the archived ones, the unread ones, or all that is not archived."""
    if folder == ARCHIVED:
        return mailbox_of(user).filter(archived_at__isnull=False)
    kept = mailbox_of(user).filter(archived_at=None)
    return kept.filter(read_at=None) if folder == UNREAD else kept


def messages_of(user: User) -> QuerySet[SecureMessage]:
    """Give a person's messages with their bodies: to read one."""
    return SecureMessage.objects.filter(recipient=user)


def unread_count(user: User) -> int:
    return SecureMessage.objects.filter(recipient=user, read_at=None, archived_at=None).count()
