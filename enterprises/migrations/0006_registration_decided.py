"""The last decisions are found without reading the others (A-13)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0005_paper_form_posting_queue")]
    operations = [
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", False), ("submitted_at__isnull", False)),
                fields=["-closed_at"],
                name="registration_decided",
            ),
        ),
    ]
