"""The token endpoint: a code or a refresh token comes in, tokens go out, once."""


class Redeeming:
    """Part of the validator."""
