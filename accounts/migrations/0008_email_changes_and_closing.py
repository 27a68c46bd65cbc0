import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import clicsequr.kernel.sealing


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_chain_without_temporary_tables"),
    ]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="state",
            field=models.CharField(
                choices=[
                    ("pending", "En attente d’activation"),
                    ("active", "Actif"),
                    ("suspended", "Suspendu"),
                    ("closing", "Fermeture demandée"),
                    ("closed", "Fermé"),
                ],
                default="pending",
                max_length=10,
                verbose_name="état",
            ),
        ),
        migrations.CreateModel(
            name="EmailChange",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("former_email", clicsequr.kernel.sealing.SealedTextField()),
                ("new_email", clicsequr.kernel.sealing.SealedTextField()),
                ("asked_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("takes_effect_at", models.DateTimeField()),
                ("undo_until", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="email_changes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at__isnull", True), ("undone_at__isnull", True)),
                        fields=["takes_effect_at"],
                        name="email_change_due",
                    )
                ],
            },
        ),
    ]
