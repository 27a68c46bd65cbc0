import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ministry_services", "0004_access_token_scope")]

    operations = [
        migrations.CreateModel(
            name="AccessCheckWindow",
            fields=[
                (
                    "relying_party",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="ministry_services.relyingparty",
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("checks", models.PositiveIntegerField()),
            ],
        ),
    ]
