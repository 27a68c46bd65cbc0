from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("enterprises", "0002_registration_register_numbers_and_mandate"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="paperform", name="paper_form_one_open"),
        migrations.RemoveIndex(model_name="paperform", name="paper_form_queue"),
        migrations.AddField(model_name="paperform", name="posted_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="paperform", name="version", field=models.PositiveIntegerField(default=0)),
        migrations.AddConstraint(
            model_name="paperform",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "processed"), _negated=True),
                fields=("enterprise", "kind", "registration"),
                name="paper_form_one_open",
                nulls_distinct=False,
            ),
        ),
        migrations.AddIndex(
            model_name="paperform",
            index=models.Index(
                condition=models.Q(("state", "processed"), _negated=True),
                fields=["state", "received_on", "created_at", "id"],
                name="paper_form_queue",
            ),
        ),
    ]
