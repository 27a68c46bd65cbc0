"""What the engine asks of us, put together: who may ask, what is granted, what is given for it."""

from oauth2_provider.oauth2_validators import OAuth2Validator

from ministry_services.provider.authorizing import Authorizing
from ministry_services.provider.redeeming import Redeeming


class Validator(Authorizing, Redeeming, OAuth2Validator):
    """django-oauth-toolkit's, with our tables, our hashes, our sessions and our refusals."""
