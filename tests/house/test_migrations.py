"""Migrations: none missing, none with a name given by the machine."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

from tests.house.source import APPS


@pytest.mark.django_db
def test_none_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_each_has_a_name() -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    ours = {config.label for config in apps.get_app_configs() if config.name in APPS}
    found = [f"{app}.{name}" for app, name in loader.disk_migrations if app in ours and "_auto_" in name]
    assert not found
