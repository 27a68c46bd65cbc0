"""idpy-oidc, which its authors had certified."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from cryptojwt import KeyJar
from idpyoidc.client.rp_handler import RPHandler
from idpyoidc.message.oidc.session import BackChannelLogoutRequest

from tests.openid.clients import Registration

_SERVICES = {
    "discovery": "oidc.provider_info_discovery.ProviderInfoDiscovery",
    "authorization": "oidc.authorization.Authorization",
    "access_token": "oidc.access_token.AccessToken",
    "refresh_access_token": "oidc.refresh_access_token.RefreshAccessToken",
    "userinfo": "oidc.userinfo.UserInfo",
    "introspection": "oauth2.introspection.Introspection",
    "token_revocation": "oauth2.token_revocation.TokenRevocation",
    "end_session": "oidc.end_session.EndSession",
}


class IdpyClient:
    def __init__(self, known: Registration) -> None:
        self.known = known
        method = "private_key_jwt" if known.private_key else "client_secret_basic"
        config = {
            "client_type": "oidc",
            "issuer": known.issuer,
            "client_id": known.client_id,
            "client_secret": known.secret,
            "redirect_uris": [known.redirect_uri],
            "post_logout_redirect_uris": [known.post_logout_redirect_uri],
            "scope": known.scope.split(),
            "token_endpoint_auth_method": method,
            "client_authn_methods": {method: {}, "bearer_header": {}},
            "id_token_signed_response_alg": known.algorithm,
            "services": {name: {"class": f"idpyoidc.client.{place}"} for name, place in _SERVICES.items()},
            "add_ons": {
                "pkce": {
                    "function": "idpyoidc.client.oauth2.add_on.pkce.add_support",
                    "kwargs": {"code_challenge_length": 64, "code_challenge_method": "S256"},
                }
            },
        }
        # Without a key jar of ours it would write keys into the folder it runs in.
        jar = KeyJar()
        self.handler = RPHandler(base_url="https://rp.example", client_configs={known.issuer: config}, keyjar=jar)
        self.state = ""

    @property
    def client(self) -> Any:
        return self.handler.issuer2rp[self.known.issuer]

    def begin(self, **parameters: str) -> str:
        asked = {"scope": self.known.scope.split(), **parameters}
        address = str(self.handler.begin(self.known.issuer, req_args=asked))
        self.state = dict(parse_qsl(urlsplit(address).query))["state"]
        return address

    def finish(self, address: str) -> dict[str, Any]:
        answer = dict(parse_qsl(urlsplit(address).query))
        accepted = self.handler.finalize_auth(self.client, self.known.issuer, answer)
        tokens = self.handler.get_access_and_id_token(accepted, state=self.state, client=self.client)
        return dict(tokens["id_token"].to_dict())

    def userinfo(self) -> dict[str, Any]:
        return dict(self.handler.get_user_info(self.state).to_dict())

    def refresh(self) -> None:
        self.handler.refresh_access_token(self.state)

    def introspect(self) -> dict[str, Any]:
        asked = {"token": self._held("access_token")}
        return dict(self.client.do_request("introspection", request_args=asked, state=self.state).to_dict())

    def revoke(self) -> None:
        asked = {"token": self._held("refresh_token")}
        answer = self.client.do_request("token_revocation", request_args=asked, state=self.state)
        assert not getattr(answer, "is_error_message", lambda: False)(), answer

    def logout_address(self) -> str:
        return str(self.handler.logout(self.state)["url"])

    def read_logout_token(self, token: str) -> dict[str, Any]:
        context = self.client.get_context()
        request = BackChannelLogoutRequest(logout_token=token)
        expected = {"iss": self.known.issuer, "aud": self.known.client_id, "allowed_sign_alg": self.known.algorithm}
        assert request.verify(keyjar=context.upstream_get("attribute", "keyjar"), **expected)
        return dict(request["__verified_logout_token"].to_dict())

    def _held(self, name: str) -> str:
        return str(self.client.get_context().cstate.get_claim(self.state, name))
