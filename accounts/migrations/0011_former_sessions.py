from django.db import migrations


class Migration(migrations.Migration):
    """Django's own table of sessions serves nobody since 0009; a new database never had it."""

    dependencies = [("accounts", "0010_accounts_by_address")]

    operations = [migrations.RunSQL("DROP TABLE IF EXISTS django_session", migrations.RunSQL.noop)]
