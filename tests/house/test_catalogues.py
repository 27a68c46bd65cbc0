"""The committed catalogues hold exactly the messages of the sources."""

import pytest

from clicsequr import message_catalogues


@pytest.mark.parametrize("language", message_catalogues.LANGUAGES)
def test_the_catalogue_follows_the_sources(language: str) -> None:
    said = {(message.context, message.id) for message in message_catalogues.collect() if message.id}
    listed = {(message.context, message.id) for message in message_catalogues.read(language) if message.id}
    missing, stale = sorted(map(str, said - listed))[:5], sorted(map(str, listed - said))[:5]
    assert said == listed, f"Run `make i18n`. Not listed: {missing}; no longer said: {stale}"
