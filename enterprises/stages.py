"""What a sign-in changes for an enterprise: the first one of a new user makes their file active (screens.md §9)."""

from allauth.account.stages import LoginStage
from django.http.response import HttpResponseBase
from django.utils import timezone

from accounts.states import Portal
from enterprises.services.member_files import join


class JoinStage(LoginStage):
    """Last of the stages, without a page: whoever gets here has chosen a password and passed every check."""

    key = "join"

    def handle(self) -> tuple[HttpResponseBase | None, bool]:
        user = self.login.user
        if user.portal == Portal.ENTERPRISES and user.last_login is None:
            join(user, now=timezone.now())
        return None, True
