"""Structured logs: one JSON line an event, with request and user ids and no typed value."""

import re
from typing import Any

import structlog

# Who reads a log must not be able to choose somebody's password: the address of a link is its secret.
_LINK = re.compile(r"(/recuperation/lien/)[^/\s]+")


def hide_links(_logger: object, _method: str, line: dict[str, Any]) -> dict[str, Any]:
    """Keep the secret of a password link out of every line that names its address."""
    return {name: _LINK.sub(r"\1…", value) if isinstance(value, str) else value for name, value in line.items()}


_SHARED = [
    structlog.contextvars.merge_contextvars,
    hide_links,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configure_logs(*, plain: bool, level: str) -> dict[str, object]:
    """Give Django's LOGGING: JSON on standard output, or plain lines for a developer."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer = structlog.dev.ConsoleRenderer(colors=False) if plain else structlog.processors.JSONRenderer()
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": [*_SHARED, structlog.processors.format_exc_info],
        "processor": renderer,
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Its debug lines hold SQL parameters, which are what people typed.
            "django.db.backends": {"level": "INFO"},
            "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        },
    }
