"""The live check described for programs (OpenAPI 3.1); a test holds the real answers against it."""

from typing import Any

from django.conf import settings
from django.urls import reverse

_ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {"error": {"type": "string"}, "error_description": {"type": "string"}},
    "additionalProperties": False,
}
_DECISION = {
    "type": "object",
    "required": ["decision"],
    "properties": {"decision": {"type": "string", "enum": ["ALLOWED", "DISALLOWED"]}},
    "additionalProperties": False,
}
_RETRY_AFTER = {
    "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}, "required": True}
}


def api_description() -> dict[str, Any]:
    """Give the whole document."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Live access check",
            "version": "1",
            "description": "May this person enter this service now, for this enterprise? Ask before what cannot be "
            "undone: a right may have been taken back since the sign-in.",
        },
        "servers": [{"url": settings.PUBLIC_URL}],
        "security": [{"secret": []}, {"assertion": []}],
        "paths": {reverse("openid:access"): {"get": _operation()}},
        "components": {
            "securitySchemes": {
                "secret": {
                    "type": "http",
                    "scheme": "basic",
                    "description": "client_id and secret, each form-encoded (RFC 6749 2.3.1).",
                },
                "assertion": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "A client assertion (RFC 7523, private_key_jwt) whose aud is the issuer.",
                },
            },
            "schemas": {"Decision": _DECISION, "Error": _ERROR},
        },
    }


def _operation() -> dict[str, Any]:
    return {
        "operationId": "checkAccess",
        "summary": "Decide now. The same DISALLOWED for an unknown person and for a right that is missing.",
        "parameters": [
            _parameter("sub", "The person, as the ID token named them to your sector.", r"^[A-Za-z0-9_-]{1,255}$"),
            _parameter("service", "The code of a service that your application serves.", r"^[A-Za-z0-9_-]{1,80}$"),
            _parameter(
                "enterprise", "The NEQ of the enterprise; needed for a service of enterprises.", r"^[0-9]{10}$", False
            ),
        ],
        "responses": {
            "200": _answer("The decision.", "Decision"),
            "400": _answer("A parameter is missing, repeated, unknown or malformed.", "Error"),
            "401": _answer("The application could not be authenticated.", "Error"),
            "403": _answer("The service is not one of the application's.", "Error"),
            "429": _answer("Too many checks in this minute.", "Error") | {"headers": _RETRY_AFTER},
            "503": _answer("Not available for the moment.", "Error") | {"headers": _RETRY_AFTER},
        },
    }


def _parameter(name: str, said: str, pattern: str, required: bool = True) -> dict[str, Any]:
    schema = {"type": "string", "pattern": pattern}
    return {"name": name, "in": "query", "required": required, "description": said, "schema": schema}


def _answer(said: str, schema: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": said, "content": content}
