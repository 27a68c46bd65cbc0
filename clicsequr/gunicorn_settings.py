"""gunicorn, wherever it runs: `serve`, the image and the bench read this file; each adds its address and its number."""

import gc
from typing import Any

wsgi_app = "clicsequr.wsgi"
worker_class = "gthread"
threads = 4
control_socket_disable = True
# Loaded once, then shared by the workers, which open their own connections (docs/performance.md, memory).
preload_app = True


def when_ready(_server: Any) -> None:
    """Keep the collector off what was loaded before the workers start: touching it would copy it into each of them."""
    gc.collect()
    gc.freeze()
