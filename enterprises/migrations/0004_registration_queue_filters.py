"""One partial index a filter of the agents' queue."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0003_paper_form_versions_and_posting")]
    operations = [
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(
                condition=models.Q(("state", "submitted")),
                fields=["assigned_to", "submitted_at"],
                name="registration_mine",
            ),
        ),
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(
                condition=models.Q(("frozen_at__isnull", False), ("state", "submitted")),
                fields=["submitted_at"],
                name="registration_frozen",
            ),
        ),
    ]
