"""The engine of the protocol, between Django's requests and oauthlib."""

from oauth2_provider.oauth2_backends import OAuthLibCore


class Engine(OAuthLibCore):
    """django-oauth-toolkit's core."""
