"""The lines about a request: its path without what was typed in it, and the address that the limits count."""

import structlog
from django.http import HttpRequest
from django_structlog.middlewares.request import RequestMiddleware

from accounts.middleware import client_address


class RequestLogMiddleware(RequestMiddleware):
    """django-structlog's, without the query (searches, numbers, `next`) and without what X-Forwarded-For pretends."""

    @classmethod
    def bind_ip(cls, request: HttpRequest) -> None:
        structlog.contextvars.bind_contextvars(ip=client_address(request))

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {request.path}"
