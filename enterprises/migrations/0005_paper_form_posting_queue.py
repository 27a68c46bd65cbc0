from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('enterprises', '0004_registration_queue_filters'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='paperform',
            index=models.Index(condition=models.Q(('postal_sending_asked_at__isnull', False), ('posted_at__isnull', True)), fields=['postal_sending_asked_at', 'id'], name='paper_form_to_post'),
        ),
    ]
