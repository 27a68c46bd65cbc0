"""Structured logs: one JSON line an event, with request and user ids and no typed value."""

import re
import traceback
from collections.abc import Iterator, MutableMapping
from types import TracebackType
from typing import Any

import structlog

# Who reads a log must not be able to choose somebody's password: the address of a link is its secret.
_LINK = re.compile(r"(/lien/)[^/\s]+")


def hide_links(_logger: object, _method: str, line: MutableMapping[str, Any]) -> dict[str, Any]:
    """Keep the secret of a link out of every line that names its address."""
    return {name: _LINK.sub(r"\1…", value) if isinstance(value, str) else value for name, value in line.items()}


# Errors whose text is ours or the system's; that of any other may quote a value (« Key (email)=(…) already exists »).
_TELLING = frozenset(["OperationalError", "ImproperlyConfigured", "WriteOnRead", "ConnectionRefusedError"])


def wordless_traceback(
    exc_info: tuple[type[BaseException], BaseException, TracebackType | None],
) -> str:
    """Give where an error and those it came from were raised, without a text that may hold what a person typed."""
    return "\nfrom:\n".join(_chain(exc_info[1]))


def _chain(error: BaseException | None) -> Iterator[str]:
    while error is not None:
        kind = type(error)
        state, rule = getattr(error, "sqlstate", None), getattr(getattr(error, "diag", None), "constraint_name", None)
        told = str(error) if kind.__name__ in _TELLING else " ".join(filter(None, [state, rule]))
        frames = "".join(traceback.format_tb(error.__traceback__))
        yield f"{frames}{kind.__module__}.{kind.__qualname__}{': ' if told else ''}{told}"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


# What our own lines add (`extra=…`). Others' is left out: Django adds the request, whose text holds its query.
_OURS = ("reference", "refusal", "outbox_id", "entry_id", "failure", "service", "row")
_exceptions = structlog.processors.ExceptionRenderer(wordless_traceback)
_SHARED: list[Any] = [
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
            _exceptions,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer = structlog.dev.ConsoleRenderer(colors=False) if plain else structlog.processors.JSONRenderer()
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": [structlog.stdlib.ExtraAdder(_OURS), *_SHARED, _exceptions],
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
            # Theirs hold refresh tokens.
            "oauthlib": {"level": "INFO"},
            # A task that is sent or done is the outbox's to tell, and beat sends one a second.
            "celery": {"level": "WARNING"},
            "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        },
    }
