"""Settings of the ministry's site. It shares a machine with clicSÉQUR, so that its cookies have names of their own."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from ministry_services.demo_site.configuration import HERE, ministry

SITE = ministry().site
SECRET_KEY = ministry().secret_key
ALLOWED_HOSTS = [urlsplit(SITE).hostname, "localhost", "127.0.0.1", "[::1]"]
ROOT_URLCONF = "ministry_services.demo_site.urls"
WSGI_APPLICATION = "ministry_services.demo_site.wsgi.application"
INSTALLED_APPS: list[str] = []
MIDDLEWARE = [
    "ministry_services.demo_site.middleware.HeadersMiddleware",
    "ministry_services.demo_site.middleware.OneAddressMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [HERE / "templates"]}]
# Sessions are files: tokens stay on this side, the browser holds a number.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": Path(os.environ["MINISTRY_FILE"]).parent / "ministry_sessions",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.cache"
SESSION_COOKIE_NAME = "ministere_session"
SESSION_COOKIE_AGE = 8 * 3600  # as long as a session of clicSÉQUR may last
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE.startswith("https://")
SESSION_COOKIE_SAMESITE = "Lax"  # Strict would lose the session on the way back from clicSÉQUR
CSRF_COOKIE_NAME = "ministere_csrf"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "America/Toronto"
