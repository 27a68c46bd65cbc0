"""Letters printed together, the last letter of a person, and a letter that an agent cancels."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("citizens", "0003_creation_letters_and_closure")]

    operations: ClassVar = [
        migrations.AlterModelOptions(name="codeletter", options={"verbose_name": "lettre avec un code"}),
        migrations.AddField(model_name="codeletter", name="batch", field=models.UUIDField(blank=True, null=True)),
        migrations.AddField(
            model_name="codeletter",
            name="used_in",
            field=models.CharField(blank=True, default="", max_length=20),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="codeletter",
            name="state",
            field=models.CharField(
                choices=[
                    ("to_print", "À imprimer"),
                    ("printed", "Imprimée"),
                    ("posted", "Postée"),
                    ("used", "Code utilisé"),
                    ("expired", "Échue"),
                    ("replaced", "Remplacée"),
                    ("cancelled", "Annulée"),
                ],
                default="to_print",
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="codeletter",
            index=models.Index(fields=["person", "-requested_at"], name="code_letter_latest"),
        ),
        migrations.AddIndex(
            model_name="codeletter",
            index=models.Index(condition=models.Q(("state", "printed")), fields=["batch"], name="code_letter_batch"),
        ),
    ]
