"""The chain reads the journal, never a temporary table of its name: PostgreSQL looks there first unless told last."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_journal_filters")]
    operations = [
        migrations.RunSQL(
            "ALTER FUNCTION journal_close_link() SET search_path = pg_catalog, public, pg_temp",
            "ALTER FUNCTION journal_close_link() SET search_path = pg_catalog, public",
        )
    ]
