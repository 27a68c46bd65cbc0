"""What the provider leaves behind (docs/operate.md, Keep)."""

from datetime import timedelta

from accounts.states import UserState
from clicsequr.kernel.purging import Category
from ministry_services.models import (
    AccessToken,
    Authorization,
    AuthorizationCode,
    AuthorizationRequest,
    Consent,
    PairwiseSubject,
    SpentIdentifier,
)

KEEP_REQUESTS = timedelta(days=1)  # its page, opened again, says that it is over
KEEP_CODES = timedelta(days=1)  # one that comes back is known as used
KEEP_TOKENS = timedelta(hours=1)
KEEP_AUTHORIZATIONS = timedelta(days=30)  # refresh tokens go with them; the journal keeps who entered what, and when

CATEGORIES = (
    Category("service requests", lambda now: AuthorizationRequest.objects.filter(expires_at__lt=now - KEEP_REQUESTS)),
    Category("service codes", lambda now: AuthorizationCode.objects.filter(expires__lt=now - KEEP_CODES)),
    Category("service tokens", lambda now: AccessToken.objects.filter(expires__lt=now - KEEP_TOKENS)),
    Category("service sign-ins", lambda now: Authorization.objects.filter(ends_at__lt=now - KEEP_AUTHORIZATIONS)),
    Category("spent identifiers", lambda now: SpentIdentifier.objects.filter(expires_at__lt=now)),
    Category("agreements of closed accounts", lambda now: Consent.objects.filter(user__state=UserState.CLOSED)),
    Category(
        "service names of closed accounts", lambda now: PairwiseSubject.objects.filter(user__state=UserState.CLOSED)
    ),
)
