"""Only what differs in the tests."""

from clicsequr.settings import *  # noqa: F403

DEBUG = False
SECURE_COOKIES = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
NAS_ALLOW_TEST_NUMBERS = True
STATIC_ROOT = None  # type: ignore[assignment]  # nothing is collected: WhiteNoise has no folder to look for
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
