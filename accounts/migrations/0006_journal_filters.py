"""The journal is read by day and by action as well (A-12)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_password_resets_and_unlocking")]
    operations = [
        migrations.AddIndex(
            model_name="journalentry",
            index=models.Index(fields=["-recorded_at", "-id"], name="journal_by_day"),
        ),
        migrations.AddIndex(
            model_name="journalentry",
            index=models.Index(fields=["action", "-recorded_at", "-id"], name="journal_by_action"),
        ),
    ]
