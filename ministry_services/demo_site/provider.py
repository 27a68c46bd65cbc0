"""What is asked of clicSÉQUR: a sign-in, tokens, claims, the right of the moment, the end. Authlib speaks it."""

import base64
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.client import DEFAULT_HEADERS
from authlib.oauth2.rfc7523 import PrivateKeyJWT, private_key_jwt_sign
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import ECKey
from joserfc.jws import JWSRegistry

from ministry_services.demo_site import dpop
from ministry_services.demo_site.configuration import Application, Credentials, Service
from ministry_services.demo_site.discovery import Discovery
from ministry_services.demo_site.refusals import Refused

WAITS = 10  # seconds for an answer
CLOCKS_DIFFER_BY = 60  # seconds
ACCESS_TYPE = "service_access"

Claims = dict[str, Any]
Tokens = dict[str, Any]


@dataclass(frozen=True)
class SignIn:
    """What is kept while the person is away: compared with what comes back."""

    state: str
    nonce: str
    verifier: str
    service: str
    language: str
    started_at: float


class Provider:
    """clicSÉQUR, as one application of the ministry speaks to it."""

    def __init__(self, application: Application, credentials: Credentials, *, discovery: Discovery, site: str) -> None:
        self.application = application
        self.credentials = credentials
        self.discovery = discovery
        self.redirect_uri = f"{site}/retour/{application.code}/"

    @cached_property
    def key(self) -> ECKey:
        return ECKey.import_key(dict(self.credentials.key))

    def begin(self, service: Service, *, language: str, enterprise: str = "") -> tuple[SignIn, str]:
        """Give what to remember and the address to send the person to."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        sign_in = SignIn(state, nonce, verifier, service.slug, language, time.time())
        wanted = {"type": ACCESS_TYPE, "service": service.slug} | ({"enterprise": enterprise} if enterprise else {})
        asked = {
            "scope": service.scope,
            "nonce": sign_in.nonce,
            "ui_locales": language,
            "authorization_details": json.dumps([wanted]),
        }
        if service.acr:
            asked["acr_values"] = " ".join(service.acr)
        if service.max_age:
            asked["max_age"] = str(service.max_age)
        with self._client() as client:
            metadata = self.discovery.metadata()
            url, _state = client.create_authorization_url(
                metadata["authorization_endpoint"], state=sign_in.state, code_verifier=sign_in.verifier, **asked
            )
            return sign_in, self._pushed(client, url) if self.application.pushes else url

    def finish(self, sign_in: SignIn, service: Service, answer: Mapping[str, str]) -> tuple[Tokens, Claims]:
        """Redeem the code of an answer and check the ID token; refuse an answer that another server gave."""
        metadata = self.discovery.metadata()
        if answer.get("iss") != metadata["issuer"]:
            raise Refused("another_issuer")
        if "error" in answer:
            raise Refused(answer["error"], answer.get("error_description", ""))
        tokens = self._token_request(
            grant_type="authorization_code", code=answer.get("code", ""), code_verifier=sign_in.verifier
        )
        claims = self._checked(str(tokens.get("id_token", "")), tokens=tokens, nonce=sign_in.nonce)
        # Somebody may have taken these out of the address: only what is signed counts (OIDC Core §3.1.2.1).
        if service.acr and claims.get("acr") not in service.acr:
            raise Refused("unmet_authentication_requirements", "acr")
        if service.max_age and claims.get("auth_time", 0) < sign_in.started_at - service.max_age - CLOCKS_DIFFER_BY:
            raise Refused("unmet_authentication_requirements", "auth_time")
        return tokens, claims

    def refresh(self, tokens: Tokens, *, subject: str) -> tuple[Tokens, Claims]:
        """Exchange the refresh token for new tokens; the one that was given is spent."""
        given = self._token_request(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
        claims = self._checked(str(given["id_token"]), tokens=given) if "id_token" in given else {}
        if claims and claims["sub"] != subject:  # OIDC Core §12.2
            raise Refused("id_token_invalid")
        return tokens | given, claims

    def userinfo(self, tokens: Tokens, *, subject: str) -> Claims:
        """Ask the claims of the person; refuse those of somebody else (OIDC Core §5.3.2)."""
        url = self.discovery.metadata()["userinfo_endpoint"]
        token = str(tokens["access_token"])
        headers = {"Authorization": f"{'DPoP' if self.application.binds else 'Bearer'} {token}"}
        if self.application.binds:
            headers["DPoP"] = dpop.proof(self.key, method="GET", url=url, access_token=token)
        claims = self._answer("GET", url, headers=headers)
        if claims.get("sub") != subject:
            raise Refused("id_token_invalid")
        return claims

    def introspect(self, token: str) -> Claims:
        """Ask what a token is worth now (RFC 7662)."""
        return self._authenticated(self.discovery.metadata()["introspection_endpoint"], data={"token": token})

    def may_open(self, service: str, *, subject: str, enterprise: str) -> bool:
        """Ask for the right of this moment, without any token; no reason is ever given."""
        query = {"sub": subject, "service": service} | ({"enterprise": enterprise} if enterprise else {})
        url = f"{self.discovery.issuer}/api/v1/access?{urlencode(query)}"
        return bool(self._answer("GET", url, headers={"Authorization": self._proof()}).get("decision") == "ALLOWED")

    def _proof(self) -> str:
        """Give what stands in the header of a request without a form: the secret, or an assertion of the key."""
        given = self.credentials
        if not given.secret:
            issuer = self.discovery.issuer
            return f"Bearer {private_key_jwt_sign(self.key, given.client_id, issuer, alg='ES256', expires_in=60)}"
        return f"Basic {base64.b64encode(f'{given.client_id}:{given.secret}'.encode()).decode()}"

    def end_address(self, *, id_token: str, back: str, state: str, language: str) -> str:
        """Give where « Quitter » leads (OIDC RP-Initiated Logout)."""
        asked = {"id_token_hint": id_token, "client_id": self.credentials.client_id, "ui_locales": language}
        asked |= {"post_logout_redirect_uri": back, "state": state}
        return f"{self.discovery.metadata()['end_session_endpoint']}?{urlencode(asked)}"

    def verified(self, token: str) -> jwt.Token:
        """Give a token that clicSÉQUR signed for this application; refuse any other."""
        registry = JWSRegistry(algorithms=[self.application.algorithm])
        try:
            try:
                return jwt.decode(token, self.discovery.keys(), registry=registry)
            except InvalidKeyIdError:  # the keys have turned since they were read
                return jwt.decode(token, self.discovery.keys(fresh=True), registry=registry)
        except (JoseError, ValueError) as error:
            raise Refused("id_token_invalid", type(error).__name__) from error

    def _checked(self, token: str, *, tokens: Tokens, nonce: str = "") -> Claims:
        decoded = self.verified(token)
        expected = {
            "iss": {"essential": True, "value": self.discovery.issuer},
            "aud": {"essential": True, "value": self.credentials.client_id},
        }
        known = {"nonce": nonce, "client_id": self.credentials.client_id, "access_token": tokens["access_token"]}
        claims = CodeIDToken(decoded.claims, decoded.header, expected, known)
        try:
            claims.validate(leeway=CLOCKS_DIFFER_BY)
        except JoseError as error:
            raise Refused("id_token_invalid", type(error).__name__) from error
        return dict(claims)

    def _client(self) -> OAuth2Session:
        client = OAuth2Session(
            self.credentials.client_id,
            self.credentials.secret or self.key,
            token_endpoint_auth_method=self.application.authentication,
            redirect_uri=self.redirect_uri,
            code_challenge_method="S256",
            default_timeout=WAITS,
        )
        client.trust_env = False  # clicSÉQUR is on this machine: no proxy stands between
        client.register_client_auth_method(PrivateKeyJWT(self.discovery.issuer, alg="ES256"))
        return client

    def _pushed(self, client: OAuth2Session, url: str) -> str:
        metadata = self.discovery.metadata()
        # A duplicate parameter is an error: Authlib names the client itself, which a secret in the form does as well.
        asked = [pair for pair in parse_qsl(urlsplit(url).query) if pair[0] != "client_id"]
        answer = self._authenticated(metadata["pushed_authorization_request_endpoint"], data=dict(asked))
        sent = {"client_id": self.credentials.client_id, "request_uri": answer["request_uri"]}
        return f"{metadata['authorization_endpoint']}?{urlencode(sent)}"

    def _token_request(self, **fields: str) -> Tokens:
        url = self.discovery.metadata()["token_endpoint"]
        proof = {"DPoP": dpop.proof(self.key, method="POST", url=url)} if self.application.binds else {}
        try:
            with self._client() as client:
                return dict(client.fetch_token(url, headers=DEFAULT_HEADERS | proof, **fields))
        except OAuthError as error:
            raise Refused(error.error, error.description or "") from error
        except (requests.RequestException, ValueError) as error:
            raise Refused("unreachable") from error

    def _authenticated(self, url: str, *, data: dict[str, str]) -> Claims:
        """Send a form that the application signs with its secret or its key."""
        with self._client() as client:
            auth = client.client_auth(self.application.authentication)
            return _read(client, "POST", url, auth=auth, headers=dict(DEFAULT_HEADERS), data=data)

    def _answer(self, method: str, url: str, *, headers: dict[str, str]) -> Claims:
        with self._client() as client:
            return _read(client, method, url, withhold_token=True, headers=headers)


def _read(client: OAuth2Session, method: str, url: str, **options: Any) -> Claims:
    try:
        answer = client.request(method, url, **options)
        body = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise Refused("unreachable") from error
    if not answer.ok:
        raise Refused(str(body.get("error", "server_error")), str(body.get("error_description", "")))
    return dict(body)
