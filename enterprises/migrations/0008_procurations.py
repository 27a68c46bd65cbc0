import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enterprises", "0007_registration_follow_up"),
        ("ministry_services", "0002_ministry_agents"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Procuration",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="numéro")),
                ("name", models.CharField(max_length=80, verbose_name="nom")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("offered", "En attente d’acceptation"),
                            ("granted", "Accordée"),
                            ("declined", "Déclinée"),
                            ("revoked", "Révoquée"),
                        ],
                        default="granted",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="début")),
                ("ends_on", models.DateField(verbose_name="fin")),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("answered_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("expiry_told_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "enterprise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="procurations",
                        to="enterprises.enterprise",
                    ),
                ),
                (
                    "mandatary",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="procurations_received",
                        to="enterprises.enterprise",
                    ),
                ),
                (
                    "revoked_by",
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
                "verbose_name": "procuration",
                "verbose_name_plural": "procurations",
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("granted", "Accordée"), ("revoked", "Révoquée")],
                        default="granted",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="début")),
                ("ends_on", models.DateField(verbose_name="fin")),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "revocation",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("alone", "Assignation révoquée"),
                            ("procuration", "Procuration révoquée"),
                            ("member", "Dossier de l’utilisateur révoqué"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="assignments", to="enterprises.member"
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "procuration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="enterprises.procuration",
                    ),
                ),
            ],
            options={
                "verbose_name": "assignation",
                "verbose_name_plural": "assignations",
            },
        ),
        migrations.CreateModel(
            name="ProcurationService",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unrestricted", models.BooleanField(default=True, verbose_name="accès sans restriction")),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "procuration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="services",
                        to="enterprises.procuration",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ministry_services.onlineservice",
                    ),
                ),
                ("tasks", models.ManyToManyField(related_name="+", to="ministry_services.servicetask")),
            ],
        ),
        migrations.AddIndex(
            model_name="procuration",
            index=models.Index(fields=["enterprise", "-created_at"], name="procuration_of_enterprise"),
        ),
        migrations.AddIndex(
            model_name="procuration",
            index=models.Index(
                condition=models.Q(("mandatary__isnull", False)),
                fields=["mandatary", "-created_at"],
                name="procuration_received",
            ),
        ),
        migrations.AddIndex(
            model_name="procuration",
            index=models.Index(
                condition=models.Q(("expiry_told_at__isnull", True), ("state", "granted")),
                fields=["ends_on"],
                name="procuration_ending",
            ),
        ),
        migrations.AddConstraint(
            model_name="procuration",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="procuration_ends_after_it_starts"
            ),
        ),
        migrations.AddConstraint(
            model_name="procuration",
            constraint=models.CheckConstraint(
                condition=models.Q(("mandatary", models.F("enterprise")), _negated=True),
                name="procuration_to_another_enterprise",
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["member", "state", "-ends_on"], name="assignment_of_member"),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="assignment_ends_after_it_starts"
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "granted")),
                fields=("procuration", "member"),
                name="assignment_one_granted",
            ),
        ),
        migrations.AddConstraint(
            model_name="procurationservice",
            constraint=models.UniqueConstraint(fields=("procuration", "service"), name="service_once_per_procuration"),
        ),
    ]
