"""Find the accounts of an address whatever its capitals (R-02): the former index did not serve that question."""

from django.db import migrations, models
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_sessions_by_account")]

    operations = [
        migrations.RemoveIndex(model_name="user", name="user_portal_email"),
        migrations.AddIndex(
            model_name="user",
            index=models.Index(models.F("portal"), Upper("email"), name="user_portal_email_upper"),
        ),
    ]
