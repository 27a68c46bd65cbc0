import ministry_services.rules.catalogue
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ministry_services", "0006_catalogue_changes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="onlineservice",
            name="slug",
            field=models.SlugField(
                max_length=80,
                unique=True,
                validators=[ministry_services.rules.catalogue.refuse_reserved_slug],
                verbose_name="code",
            ),
        ),
    ]
