from django.db import migrations, models


def create_group(apps, editor):
    apps.get_model("auth", "Group").objects.get_or_create(name="integrator")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_former_sessions"),
    ]

    operations = [
        migrations.RunPython(create_group, migrations.RunPython.noop),
        migrations.AddField(
            model_name="session",
            name="sid",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(condition=models.Q(("sid__isnull", False)), fields=["sid"], name="session_by_sid"),
        ),
    ]
