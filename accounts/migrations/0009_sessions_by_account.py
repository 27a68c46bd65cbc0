from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_email_changes_and_closing")]

    operations = [
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "session_key",
                    models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="session key"),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
                ("user_id", models.UUIDField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "db_table": "accounts_session",
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("user_id__isnull", False)), fields=["user_id"], name="session_by_user"
                    )
                ],
            },
        ),
    ]
