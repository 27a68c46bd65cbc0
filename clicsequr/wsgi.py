"""The web application, for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import reverse

from clicsequr.public_documents import PublicDocuments

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clicsequr.settings")
_django = get_wsgi_application()
application = PublicDocuments(
    _django, paths=[reverse(f"openid:{name}") for name in ("discovery", "server-metadata", "keys")]
)
