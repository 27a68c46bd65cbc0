"""One way to say that clicSÉQUR said no, or that what it said cannot be trusted."""


class Refused(Exception):
    """`code` is that of OAuth, or one of ours: unreachable, another_issuer, id_token_invalid, unknown_answer."""

    def __init__(self, code: str, description: str = "") -> None:
        self.code = code
        self.description = description
        super().__init__(code)
