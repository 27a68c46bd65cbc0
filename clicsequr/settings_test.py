"""Only what differs in the tests; tests/servers.py names the servers and makes the keys."""

from clicsequr.settings import *  # noqa: F403

SECURE_COOKIES = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
NAS_ALLOW_TEST_NUMBERS = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
# Pages are tested before the theme is collected; the manifest of the real storage is checked by the Docker image.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
