"""The authorization endpoint: what is checked of a request, and the code that answers it."""


class Authorizing:
    """Part of the validator."""
