"""Addresses of the provider: for programs, at the root, in no language (docs/oidc.md)."""

from django.urls import URLPattern, path

from ministry_services.views import (
    access_api,
    authorize,
    documents,
    end_session,
    introspection,
    pushed_requests,
    token,
    userinfo,
)

app_name = "openid"
# A browser comes here with its session.
browser_urls: list[URLPattern] = [
    path("openid/authorize", authorize.authorize, name="authorize"),
    path("openid/end-session", end_session.end_session, name="end-session"),
]
# Programs come here: answered before sessions, cookies and form tokens (clicsequr/bare_routes.py).
program_urls: list[URLPattern] = [
    path(".well-known/openid-configuration", documents.discovery, name="discovery"),
    path(".well-known/oauth-authorization-server", documents.server_metadata, name="server-metadata"),
    path("openid/keys", documents.keys, name="keys"),
    path("openid/token", token.token, name="token"),
    path("openid/revoke", token.revoke, name="revoke"),
    path("openid/par", pushed_requests.pushed_requests, name="pushed-requests"),
    path("openid/userinfo", userinfo.userinfo, name="userinfo"),
    path("openid/introspect", introspection.introspection, name="introspect"),
    path("api/v1/access", access_api.access, name="access"),
    path("api/v1/openapi.json", access_api.description, name="api-description"),
]
urlpatterns = [*browser_urls, *program_urls]
