"""Sessions, found by their account too: its owner sees them and ends them (screens.md K-04)."""

from typing import Any

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.utils.module_loading import import_string


class Session(AbstractBaseSession):
    """Django's row with the account beside it; no foreign key, because each page writes one."""

    user_id = models.UUIDField(null=True, editable=False)
    # Names the session towards ministries' services (OIDC `sid`): unlike the key it opens nothing and never changes.
    sid = models.UUIDField(null=True, editable=False)

    class Meta(AbstractBaseSession.Meta):
        abstract = False
        db_table = "accounts_session"
        indexes = [
            models.Index(fields=["user_id"], name="session_by_user", condition=Q(user_id__isnull=False)),
            models.Index(fields=["sid"], name="session_by_sid", condition=Q(sid__isnull=False)),
        ]

    @classmethod
    def get_session_store_class(cls) -> Any:
        # By its name: the store imports this model.
        return import_string(f"{settings.SESSION_ENGINE}.SessionStore")
