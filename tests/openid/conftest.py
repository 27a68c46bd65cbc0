"""One server for all the flows of a worker; each test has its own people, applications and keys."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import LazySettings

from ministry_services.models import SigningKey
from tests.openid.receiver import Receiver, listening
from tests.openid.site import Site, served
from tests.openid.visitor import Visitor


@pytest.fixture(scope="session")
def _site(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    with served(Path(tmp_path_factory.mktemp("openid"))) as site:
        yield site


@pytest.fixture
def site(_site: Site, transactional_db: None, fixed_signing_keys: list[SigningKey], settings: LazySettings) -> Site:
    """What a test commits, the server sees: the keys that sign are among it."""
    settings.PUBLIC_URL = settings.OAUTH2_PROVIDER["OIDC_ISS_ENDPOINT"] = _site.address
    settings.DEMO = True  # an application on this machine, without TLS
    for key in fixed_signing_keys:
        key.pk, key._state.adding = None, True
    SigningKey.objects.bulk_create(fixed_signing_keys)
    return _site


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening() as one:
        yield one


@pytest.fixture
def closing() -> Iterator[ExitStack]:
    """What a test opens, closed at its end: sockets and programs."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def visitor(site: Site, closing: ExitStack) -> Visitor:
    one = Visitor(site.address)
    closing.callback(one.browser.close)
    return one
