"""What an application may ask to be told."""

from oauth2_provider.scopes import BaseScopes


class Scopes(BaseScopes):
    """The scopes of the catalogue, narrowed to those an application was published with."""
