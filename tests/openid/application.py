"""A ministry's application as a browser sees it: an address that takes the answer, and moves on to another origin."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


class Application:
    """`answers`: what browsers brought back. The road after it goes on to `arrival`, of another origin."""

    def __init__(self, port: int) -> None:
        self.entrance = f"http://127.0.0.1:{port}/"
        self.redirect_uri = f"http://127.0.0.1:{port}/retour"
        self.arrival = f"http://localhost:{port}/arrivee"
        self.leads_to = ""
        self.posts = False
        self.answers: list[dict[str, str]] = []

    def page(self) -> str:
        """« Accès au service », as a link or as the form that OpenID Connect allows too."""
        where = urlsplit(self.leads_to)
        fields = "".join(
            f'<input type="hidden" name="{name}" value="{value}">' for name, value in parse_qsl(where.query)
        )
        form = (
            f'<form method="post" action="{where.scheme}://{where.netloc}{where.path}">{fields}<button>Accès</button>'
        )
        return f"{form}</form>" if self.posts else f'<a href="{self.leads_to.replace("&", "&amp;")}">Accès</a>'


@contextmanager
def standing() -> Iterator[Application]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            if asked.path == "/retour":
                application.answers.append(dict(parse_qsl(asked.query)))
                self.send_response(303)
                self.send_header("Location", application.arrival)
                self.end_headers()
                return
            body = f"<!DOCTYPE html><title>Ministère</title>{application.page()}".encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    application = Application(server.server_port)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield application
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
