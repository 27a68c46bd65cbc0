from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enterprises", "0008_procurations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="member",
            name="state_changed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="member",
            name="state_note",
            field=models.CharField(blank=True, max_length=250),
        ),
        migrations.AddField(
            model_name="member",
            name="state_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("absence", "Absence temporaire"),
                    ("departure", "Départ de l’entreprise"),
                    ("duties", "Changement de fonctions"),
                    ("security", "Raison de sécurité"),
                    ("other", "Autre raison"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="member",
            name="version",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(
                condition=models.Q(("state", "suspended"), ("suspended_until__isnull", False)),
                fields=["suspended_until"],
                name="member_suspension_ending",
            ),
        ),
    ]
