"""Where the present act comes from, for the journal: address and request id of the running request."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    address: str = ""
    network: str = ""  # what limits count: an IPv4 address or the /64 of an IPv6 subscriber
    request_id: str = ""


current_origin: ContextVar[Origin] = ContextVar("current_origin", default=Origin())  # noqa: B039  frozen
