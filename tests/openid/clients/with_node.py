"""openid-client on Node, which its author had certified; it pushes its requests and may bind its tokens to a key."""

import json
import subprocess
from dataclasses import asdict
from pathlib import Path
from typing import Any

from clicsequr.build_theme import NODE_FOLDER, PACKAGES
from tests.openid.clients import Registration

PROGRAM = Path(__file__).with_name("openid_client.mjs")


class Refused(Exception):
    """What the library threw, in its words."""


class NodeClient:
    def __init__(self, known: Registration, *, uses_dpop: bool = False) -> None:
        command = [str(NODE_FOLDER / "node"), str(PROGRAM), str(PACKAGES)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            self._order("register", registration=asdict(known), usesDPoP=uses_dpop)
        except Refused:
            self.close()
            raise

    def begin(self, **parameters: str) -> str:
        return str(self._order("begin", parameters=parameters))

    def finish(self, address: str) -> dict[str, Any]:
        return dict(self._order("finish", address=address))

    def userinfo(self) -> dict[str, Any]:
        return dict(self._order("userinfo"))

    def refresh(self) -> None:
        self._order("refresh")

    def introspect(self) -> dict[str, Any]:
        return dict(self._order("introspect"))

    def revoke(self) -> None:
        self._order("revoke")

    def logout_address(self) -> str:
        return str(self._order("logoutAddress"))

    def read_logout_token(self, token: str) -> dict[str, Any]:
        return dict(self._order("readLogoutToken", token=token))

    def close(self) -> None:
        self.process.communicate()

    def _order(self, order: str, **given: Any) -> Any:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"order": order, **given}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if "error" in answer:
            raise Refused(f"{order}: {answer['error']} {answer['cause']}")
        return answer["done"]
