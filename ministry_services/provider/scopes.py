"""What an application may ask to be told."""

from collections.abc import Mapping
from typing import Any

from oauth2_provider.scopes import BaseScopes

from ministry_services.states import Scope


class Scopes(BaseScopes):
    """The scopes of the catalogue, narrowed to those an application was published with."""

    def get_all_scopes(self) -> Mapping[str, str]:
        return {str(scope): str(scope.label) for scope in Scope}

    def get_available_scopes(
        self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any
    ) -> list[str]:
        return list(application.scopes) if application else list(map(str, Scope))

    def get_default_scopes(self, application: Any = None, request: Any = None, *args: Any, **kwargs: Any) -> list[str]:
        """None: a request names its own, `openid` at least."""
        return []
