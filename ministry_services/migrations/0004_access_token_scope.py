from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ministry_services", "0003_relying_parties")]

    operations = [
        # No token was ever given before this one: there is nothing to fill.
        migrations.AddField(
            "accesstoken", "scope", models.CharField(default="", max_length=400), preserve_default=False
        )
    ]
