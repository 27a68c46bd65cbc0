from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('enterprises', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='registration',
            name='mandate_declared',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='registration',
            name='register_neq',
            field=models.CharField(blank=True, max_length=10),
        ),
        migrations.AddField(
            model_name='registration',
            name='register_rq_number',
            field=models.CharField(blank=True, max_length=10),
        ),
    ]
