"""Who signs in: one table for the three portals, each code in its own name space."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Now, Upper
from django.utils.translation import gettext_lazy as _

from accounts.states import Portal, UserState


class UserAccounts(models.Manager["User"]):
    def get_by_natural_key(self, username: str) -> "User":
        return self.get(username=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person's or a firm's way in. `username` is canonical: portal, colon, code in capitals (`E:KLTR4829`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    portal = models.CharField(_("portail"), max_length=1, choices=Portal)
    user_code = models.CharField(_("code d’utilisateur"), max_length=20)
    username = models.CharField(max_length=22, unique=True, editable=False)
    state = models.CharField(_("état"), max_length=10, choices=UserState, default=UserState.PENDING)
    first_name = models.CharField(_("prénom"), max_length=60, blank=True)
    last_name = models.CharField(_("nom"), max_length=60, blank=True)
    email = models.EmailField(_("courriel"), max_length=254, blank=True)
    phone = models.CharField(_("téléphone"), max_length=20, blank=True)
    language = models.CharField(
        _("langue"), max_length=2, choices=[("fr", "Français"), ("en", "English")], default="fr"
    )
    password_expires_at = models.DateTimeField(null=True, blank=True)  # set on a temporary password only
    created_at = models.DateTimeField(db_default=Now())

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ()  # type: ignore[assignment]  # the stubs ask for a list, which would be shared
    objects = UserAccounts()

    class Meta:
        verbose_name = _("compte")
        verbose_name_plural = _("comptes")
        constraints = [
            models.UniqueConstraint(fields=["portal", "user_code"], name="user_code_unique_per_portal"),
            models.CheckConstraint(
                condition=Q(username=Concat(F("portal"), Value(":"), F("user_code"))), name="user_username_is_canonical"
            ),
        ]
        # As `email__iexact` asks: an address typed with other capitals finds its accounts without reading them all.
        indexes = [models.Index(F("portal"), Upper("email"), name="user_portal_email_upper")]

    def __str__(self) -> str:
        return self.username

    @property
    def is_active(self) -> bool:  # type: ignore[override]  # Django's flag, answered by our state
        return self.state == UserState.ACTIVE

    @property
    def is_staff(self) -> bool:
        return self.portal == Portal.AGENTS

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class AllocatedUserCode(models.Model):
    """A code once given out, kept for ever: a code is never reused (architecture.md 2.11)."""

    portal = models.CharField(max_length=1, choices=Portal)
    user_code = models.CharField(max_length=20)
    allocated_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["portal", "user_code"], name="user_code_allocated_once")]
