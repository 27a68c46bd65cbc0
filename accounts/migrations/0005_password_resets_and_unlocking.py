"""Throttles found by account, so that an agent unlocks it everywhere; one row a password link."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_agent_roles")]
    operations = [
        migrations.AddField("throttle", "about", models.BinaryField(default=b"")),
        migrations.AddIndex("throttle", models.Index(fields=["about"], name="throttle_about")),
        migrations.CreateModel(
            name="PasswordReset",
            fields=[
                ("id", models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False, serialize=False)),
                ("created_at", models.DateTimeField(db_default=Now())),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="password_resets",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["user", "-created_at"], name="password_reset_latest")]},
        ),
    ]
