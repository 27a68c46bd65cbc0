"""A ministry's site in a process of its own, and somebody who goes back and forth between it and clicSÉQUR."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

import requests

from accounts.models import User
from clicsequr.embedded.children import bound_to_parent
from tests.openid.road import agree, sign_in
from tests.openid.visitor import Visitor
from tests.processes import ROOT, wait_for

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(*arguments: str, own: Mapping[str, str], address: str, log: Path) -> Iterator[None]:
    """Run a program in Python, with nothing of ours in its environment, for as long as it is needed."""
    command = bound_to_parent([sys.executable, *arguments], stop_signal="KILL")
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=dict(own), stdout=output, stderr=output)
    try:
        wait_for(lambda: _answers(address) or process.poll() is not None, seconds=30, what=address)
        assert process.poll() is None, log.read_text()
        yield
    finally:
        process.terminate()
        process.wait()


def _answers(address: str) -> bool:
    try:
        return requests.get(address, timeout=5).ok
    except requests.ConnectionError:
        return False


class Customer:
    """A browser at the ministry's site; what lies at clicSÉQUR is walked by the visitor."""

    def __init__(self, site: str, visitor: Visitor) -> None:
        self.site = site
        self.visitor = visitor
        self.browser = requests.Session()
        self.page = requests.Response()

    def go(self, path: str) -> str:
        """Open a page of the site; give the address outside of it that it leads to, or nothing."""
        return self._follow(self.browser.get(urljoin(self.site, path), allow_redirects=False, timeout=30))

    def press(self, path: str, **typed: str) -> str:
        """Press the button whose form goes to `path`."""
        token = _TOKEN.findall(self.page.text)[0]
        answer = self.browser.post(
            urljoin(self.page.url, path),
            data={"csrfmiddlewaretoken": token, **typed},
            allow_redirects=False,
            timeout=30,
        )
        return self._follow(answer)

    def enter(self, path: str, person: User) -> None:
        """« Accès au service », then what clicSÉQUR asks, then back."""
        self.visitor.open(self.go(path))
        sign_in(self.visitor, person)
        if not self.visitor.left_for:
            agree(self.visitor)
        self.go(self.visitor.left_for)

    @property
    def text(self) -> str:
        return unescape(re.sub(r"<[^>]+>", " ", self.page.text))

    def _follow(self, answer: requests.Response) -> str:
        self.page = answer
        while self.page.is_redirect:
            target = urljoin(self.page.url, self.page.headers["Location"])
            if not target.startswith(f"{self.site}/"):
                return target
            self.page = self.browser.get(target, allow_redirects=False, timeout=30)
        return ""
