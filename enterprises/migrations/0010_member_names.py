from django.conf import settings
from django.db import migrations, models

from enterprises.rules.members import sorted_name


def name_members(apps, schema_editor):
    members = apps.get_model("enterprises", "Member").objects.filter(sorted_name="").select_related("user")
    for member in members.iterator():
        user = member.user
        member.sorted_name = sorted_name(user.first_name, user.last_name, user_code=user.user_code)
        member.save(update_fields=["sorted_name"])


class Migration(migrations.Migration):
    dependencies = [
        ("enterprises", "0009_member_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="member",
            name="sorted_name",
            field=models.CharField(blank=True, editable=False, max_length=150),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(fields=["enterprise", "sorted_name", "id"], name="member_by_name"),
        ),
        migrations.RunPython(name_members, migrations.RunPython.noop, elidable=True),
    ]
