"""Authlib, through its integration with Django: what a ministry that writes Django would use."""

from typing import Any

from authlib.integrations.django_client import OAuth
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from django.test import RequestFactory
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from tests.openid.clients import Registration


class AuthlibClient:
    def __init__(self, known: Registration) -> None:
        self.known = known
        self.session: dict[str, Any] = {}
        options: dict[str, Any] = {"scope": known.scope, "code_challenge_method": "S256"}
        secret: Any = known.secret
        if known.private_key:
            secret = ECKey.import_key(known.private_key)
            options["token_endpoint_auth_method"] = PrivateKeyJWT(alg="ES256")
            options["revocation_endpoint_auth_method"] = PrivateKeyJWT(alg="ES256")
        self.app = OAuth().register(
            "clicsequr",
            client_id=known.client_id,
            client_secret=secret,
            server_metadata_url=f"{known.issuer}/.well-known/openid-configuration",
            client_kwargs=options,
            overwrite=True,
        )
        self.token: dict[str, Any] = {}

    def begin(self, **parameters: str) -> str:
        request = RequestFactory().get("/")
        request.session = self.session
        return str(self.app.authorize_redirect(request, self.known.redirect_uri, **parameters)["Location"])

    def finish(self, address: str) -> dict[str, Any]:
        request = RequestFactory().get(address)
        request.session = self.session
        self.token = self.app.authorize_access_token(request)
        return dict(self.token["userinfo"])

    def userinfo(self) -> dict[str, Any]:
        return dict(self.app.userinfo(token=self.token))

    def refresh(self) -> None:
        with self._client() as client:
            self.token = client.refresh_token(self._endpoint("token"), self.token["refresh_token"])

    def introspect(self) -> dict[str, Any]:
        with self._client() as client:
            answer = client.introspect_token(self._endpoint("introspection"), token=self.token["access_token"])
            answer.raise_for_status()
            return dict(answer.json())

    def revoke(self) -> None:
        with self._client() as client:
            answer = client.revoke_token(self._endpoint("revocation"), token=self.token["refresh_token"])
            answer.raise_for_status()

    def logout_address(self) -> str:
        hint = self.token["id_token"]
        made = self.app.create_logout_url(
            post_logout_redirect_uri=self.known.post_logout_redirect_uri, id_token_hint=hint
        )
        return str(made["url"])

    def read_logout_token(self, token: str) -> dict[str, Any]:
        """With the library of signatures that Authlib stands on: Authlib itself has nothing for it."""
        read = jwt.decode(token, KeySet.import_key_set(self.app.fetch_jwk_set()), algorithms=[self.known.algorithm])
        expected = {"iss": {"value": self.known.issuer}, "aud": {"value": self.known.client_id}}
        jwt.JWTClaimsRegistry(**expected, events={"essential": True}).validate(read.claims)
        return dict(read.claims)

    def _client(self) -> Any:
        return self.app._get_oauth_client(**self.app.load_server_metadata())

    def _endpoint(self, name: str) -> str:
        return str(self.app.load_server_metadata()[f"{name}_endpoint"])
