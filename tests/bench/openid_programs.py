"""What the programs of a ministry ask again and again, each on a connection of its own."""

import json
from urllib.parse import urlencode

from tests.bench.openid_flow import Application
from tests.bench.pressing import Program, request_of


def reading(path: str, *, headers: dict[str, str] | None = None) -> Program:
    """Read one address."""
    request = request_of("GET", path, headers=headers)
    while True:
        answer = yield request
        assert answer.status == 200, (path, answer)


def userinfo(access_token: str) -> Program:
    return reading("/openid/userinfo", headers={"Authorization": f"Bearer {access_token}"})


def introspection(application: Application, access_token: str) -> Program:
    body = urlencode({"token": access_token})
    request = request_of("POST", "/openid/introspect", headers=application.basic, body=body)
    while True:
        answer = yield request
        assert answer.status == 200, answer
        assert b'"active": true' in answer.body or b'"active":true' in answer.body, answer


def refreshing(application: Application, refresh_token: str) -> Program:
    """Each answer brings the token of the next question."""
    while True:
        body = urlencode({"grant_type": "refresh_token", "refresh_token": refresh_token})
        answer = yield request_of("POST", "/openid/token", headers=application.basic, body=body)
        assert answer.status == 200, answer
        refresh_token = json.loads(answer.body)["refresh_token"]


def live_check(application: Application, *, subject: str, service: str, enterprise: str) -> Program:
    asked = {"sub": subject, "service": service} | ({"enterprise": enterprise} if enterprise else {})
    return reading(f"/api/v1/access?{urlencode(asked)}", headers=application.basic)
