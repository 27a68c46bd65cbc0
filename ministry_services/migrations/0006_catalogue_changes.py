import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ministry_services", "0005_access_checks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CatalogueChange",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("relying_party", "Application"),
                            ("service", "Service"),
                            ("question", "Question d’inscription"),
                            ("task", "Tâche"),
                        ],
                        max_length=15,
                        verbose_name="genre",
                    ),
                ),
                ("subject", models.CharField(max_length=255)),
                ("name", models.CharField(max_length=200, verbose_name="nom")),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposée"),
                            ("published", "Publiée"),
                            ("refused", "Refusée"),
                            ("withdrawn", "Retirée"),
                        ],
                        default="proposed",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="motif")),
            ],
            options={
                "verbose_name": "proposition",
                "verbose_name_plural": "propositions",
            },
        ),
        migrations.AddIndex(
            model_name="authorization",
            index=models.Index(fields=["relying_party", "-started_at"], name="authorization_by_party"),
        ),
        migrations.AddField(
            model_name="cataloguechange",
            name="decided_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="cataloguechange",
            name="ministry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="ministry_services.ministry"
            ),
        ),
        migrations.AddField(
            model_name="cataloguechange",
            name="proposed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="cataloguechange",
            index=models.Index(fields=["ministry", "-proposed_at"], name="change_by_ministry"),
        ),
        migrations.AddIndex(
            model_name="cataloguechange",
            index=models.Index(fields=["kind", "subject", "-proposed_at"], name="change_by_subject"),
        ),
        migrations.AddConstraint(
            model_name="cataloguechange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "proposed")),
                fields=("kind", "subject"),
                name="one_open_change_per_subject",
            ),
        ),
        migrations.AddConstraint(
            model_name="cataloguechange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "published"), _negated=True),
                    models.Q(("decided_by__isnull", False), ("proposed_by__isnull", True)),
                    models.Q(
                        ("decided_by__isnull", False),
                        ("proposed_by__isnull", False),
                        models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="change_published_by_a_second_person",
            ),
        ),
    ]
