"""What a person passes between the password and the session: a security question (S-03), an account being closed.

Both pages end with `stage.exit()`, as every page of a stage. Who chose new questions after an identity check ends the
step by `question_stage(request)`, then `answered`.
"""

import time

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.internal.stagekit import stash_login
from django.http import HttpRequest, HttpResponse

from accounts.authentication_context import PASSWORD
from accounts.stages import PageStage, stage_of
from accounts.states import Portal, UserState


class SecurityQuestionStage(PageStage):
    """S-03. A passkey, a code of an application or a code by e-mail, already given, is more than an answer."""

    key = "security_question"
    urlname = "citizens:sign-in-question"

    def is_due(self) -> bool:
        user = self.login.user
        if user.portal != Portal.CITIZENS:
            return False
        records = get_authentication_records(self.request, user)
        return all(record["method"] == PASSWORD for record in records)

    def answered(self, method: str) -> HttpResponse:
        """Go on with the sign-in; `method` is what the records of the session will tell (`question`, `identity`…)."""
        record_authentication(self.request, self.login.user, method)
        return self.exit()

    def wait_longer(self) -> None:
        """Give the person the whole time of a sign-in again: choosing new questions takes longer than an answer."""
        self.login.initiated_at = time.time()
        stash_login(self.request, self.login)


class ClosingStage(PageStage):
    """An owner who asked to close the account, and comes back within the thirty days, is asked whether to keep it.

    The page (K-05) opens the session by `stage.exit()`, once `stage.login.user.state` says the account is open again.
    """

    key = "closing"
    urlname = "citizens:reopen"

    def is_due(self) -> bool:
        return bool(self.login.user.state == UserState.CLOSING)


def question_stage(request: HttpRequest) -> SecurityQuestionStage | None:
    """Give the sign-in that waits for the answer of this person; nothing once it timed out."""
    stage = stage_of(request, SecurityQuestionStage)
    return stage if isinstance(stage, SecurityQuestionStage) else None
