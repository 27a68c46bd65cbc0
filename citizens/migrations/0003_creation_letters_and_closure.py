import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import clicsequr.kernel.sealing


class Migration(migrations.Migration):
    dependencies = [
        ("citizens", "0002_security_options"),
        ("ministry_services", "0002_ministry_agents"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="identityproof",
            name="method",
            field=models.CharField(
                choices=[("notice", "Code d’accès et avis de cotisation"), ("letter", "Code reçu par la poste")],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="AccountClosure",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("asked_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("ends_at", models.DateTimeField()),
                ("taken_back_at", models.DateTimeField(null=True)),
                ("erased_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closures",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("erased_at__isnull", True), ("taken_back_at__isnull", True)),
                        fields=["ends_at"],
                        name="account_closure_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("erased_at__isnull", True), ("taken_back_at__isnull", True)),
                        fields=("user",),
                        name="account_closure_one_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AccountCreation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("reference", models.CharField(max_length=20, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "En cours"), ("completed", "Terminée")], default="draft", max_length=10
                    ),
                ),
                ("language", models.CharField(default="fr", max_length=2)),
                ("service_chosen", models.BooleanField(default=False)),
                ("next_address", models.CharField(blank=True, max_length=500)),
                ("user_code", models.CharField(blank=True, max_length=20)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("email_confirmed_at", models.DateTimeField(null=True)),
                ("message_language", models.CharField(blank=True, max_length=2)),
                ("image", models.SlugField(blank=True, db_index=False, max_length=40)),
                ("phrase", clicsequr.kernel.sealing.SealedTextField(null=True)),
                ("questions", clicsequr.kernel.sealing.SealedTextField(null=True)),
                ("terms_number", models.CharField(blank=True, max_length=20)),
                ("version", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("updated_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "service",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ministry_services.onlineservice",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="creation",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("state", "draft")), fields=["updated_at"], name="creation_drafts")
                ],
            },
        ),
        migrations.CreateModel(
            name="CodeLetter",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.CharField(max_length=20, unique=True)),
                ("person", models.UUIDField()),
                ("language", models.CharField(default="fr", max_length=2)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("to_print", "À imprimer"),
                            ("printed", "Imprimée"),
                            ("posted", "Postée"),
                            ("used", "Code utilisé"),
                            ("expired", "Échue"),
                            ("replaced", "Remplacée"),
                        ],
                        default="to_print",
                        max_length=10,
                    ),
                ),
                ("code", clicsequr.kernel.sealing.SealedTextField(null=True)),
                ("code_index", models.BinaryField()),
                ("requested_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("printed_at", models.DateTimeField(null=True)),
                ("posted_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "printed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["to_print", "printed"])),
                        fields=["requested_at", "id"],
                        name="code_letter_queue",
                    ),
                    models.Index(
                        condition=models.Q(("state", "posted")), fields=["expires_at"], name="code_letter_expiry"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["to_print", "printed", "posted"])),
                        fields=("person",),
                        name="code_letter_one_open_per_person",
                    )
                ],
            },
        ),
    ]
