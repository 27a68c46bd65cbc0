"""How an application proves itself: a secret, or an assertion signed with its key (OIDC Core §9)."""


class ClientAuthentication:
    """Part of the validator."""
