import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enterprises", "0010_member_names"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="paperform",
            name="kind",
            field=models.CharField(
                choices=[
                    ("lew4", "Formulaire LEW-4"),
                    ("designation", "Désignation d’un responsable par mandat"),
                    ("succession", "Désignation d’un nouveau responsable"),
                ],
                max_length=12,
                verbose_name="genre",
            ),
        ),
        migrations.CreateModel(
            name="Succession",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("departure", "Départ du responsable"),
                            ("death", "Décès du responsable"),
                            ("dispute", "Désaccord entre l’entreprise et le responsable"),
                            ("revoked_by_rq", "Accès du responsable révoqué par Revenu Québec"),
                            ("other", "Autre raison"),
                        ],
                        max_length=20,
                        verbose_name="motif",
                    ),
                ),
                (
                    "former_rses",
                    models.CharField(
                        choices=[
                            ("kept", "Garder leur accès"),
                            ("suspended", "Suspendre leur dossier"),
                            ("revoked", "Révoquer leur dossier pour toujours"),
                        ],
                        max_length=10,
                        verbose_name="anciens responsables",
                    ),
                ),
                ("first_name", models.CharField(max_length=60, verbose_name="prénom")),
                ("last_name", models.CharField(max_length=60, verbose_name="nom")),
                ("email", models.EmailField(max_length=254, verbose_name="courriel")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="téléphone")),
                (
                    "language",
                    models.CharField(
                        default="fr",
                        max_length=2,
                        verbose_name="langue",
                    ),
                ),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "member",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="enterprises.member",
                    ),
                ),
                (
                    "paper_form",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="succession",
                        to="enterprises.paperform",
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "désignation d’un nouveau responsable",
                "verbose_name_plural": "désignations d’un nouveau responsable",
            },
        ),
    ]
