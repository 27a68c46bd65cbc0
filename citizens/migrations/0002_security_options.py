import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import citizens.models.security
import clicsequr.kernel.sealing


class Migration(migrations.Migration):
    dependencies = [
        ("citizens", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CitizenProfile",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("image", models.SlugField(blank=True, db_index=False, max_length=40)),
                ("phrase", clicsequr.kernel.sealing.SealedTextField(null=True)),
                ("question_salt", models.BigIntegerField(default=citizens.models.security.new_salt, editable=False)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="citizen_profile",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SecurityAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("question", clicsequr.kernel.sealing.SealedTextField()),
                ("question_index", models.BinaryField()),
                ("answer_hash", clicsequr.kernel.sealing.SealedTextField()),
                (
                    "profile",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="citizens.citizenprofile",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("position__range", (1, 4))), name="security_answer_position"
                    ),
                    models.UniqueConstraint(
                        fields=("profile", "position"), name="security_answer_once_per_position"
                    ),
                    models.UniqueConstraint(
                        fields=("profile", "question_index"), name="security_question_once_per_profile"
                    ),
                ],
            },
        ),
    ]
