import clicsequr.kernel.sealing
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import oauth2_provider.generators
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    # The engine's own tables are never made: its first migration must already find ours.
    run_before = [("oauth2_provider", "0001_initial")]

    dependencies = [
        ("ministry_services", "0002_ministry_agents"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="IDToken",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("jti", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="JWT Token ID")),
                ("expires", models.DateTimeField(verbose_name="expires")),
                ("scope", models.TextField(blank=True, verbose_name="scope")),
                ("created", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated", models.DateTimeField(auto_now=True, verbose_name="updated")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SigningKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kid", models.CharField(max_length=43, unique=True)),
                ("algorithm", models.CharField(choices=[("RS256", "RS256"), ("ES256", "ES256")], max_length=5)),
                ("private_key", clicsequr.kernel.sealing.SealedTextField()),
                ("public_key", models.JSONField()),
                ("shown_from", models.DateTimeField()),
                ("signs_from", models.DateTimeField()),
                ("shown_until", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["algorithm", "-signs_from"],
            },
        ),
        migrations.CreateModel(
            name="SpentIdentifier",
            fields=[
                ("digest", models.BinaryField(primary_key=True, serialize=False)),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.AddField(
            model_name="onlineservice",
            name="minimum_acr",
            field=models.CharField(
                choices=[
                    ("urn:clicsequr:acr:password", "Mot de passe"),
                    ("urn:clicsequr:acr:two-steps", "Mot de passe, et une question ou un code"),
                    ("urn:clicsequr:acr:totp", "Mot de passe et application d’authentification"),
                    ("urn:clicsequr:acr:phishing-resistant", "Clé d’accès (passkey)"),
                ],
                default="urn:clicsequr:acr:password",
                max_length=60,
                verbose_name="assurance exigée",
            ),
        ),
        migrations.CreateModel(
            name="Authorization",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("acting_for", models.JSONField(blank=True, default=dict)),
                ("subject", models.CharField(max_length=43)),
                ("scope", models.CharField(max_length=400)),
                ("claims", models.JSONField(blank=True, default=dict)),
                ("sid", models.UUIDField()),
                ("authenticated_at", models.DateTimeField()),
                ("acr", models.CharField(max_length=60)),
                ("amr", models.JSONField(default=list)),
                ("dpop_thumbprint", models.CharField(blank=True, max_length=43)),
                ("started_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("ends_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="ministry_services.onlineservice",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="authorizations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "autorisation",
            },
        ),
        migrations.CreateModel(
            name="AuthorizationCode",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("expires", models.DateTimeField(verbose_name="expires")),
                ("redirect_uri", models.TextField(verbose_name="redirect URI")),
                ("created", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated", models.DateTimeField(auto_now=True, verbose_name="updated")),
                (
                    "code_challenge",
                    models.CharField(blank=True, default="", max_length=128, verbose_name="code challenge"),
                ),
                (
                    "code_challenge_method",
                    models.CharField(
                        blank=True,
                        choices=[("plain", "plain"), ("S256", "S256")],
                        default="",
                        max_length=10,
                        verbose_name="code challenge method",
                    ),
                ),
                ("nonce", models.CharField(blank=True, default="", max_length=255, verbose_name="nonce")),
                ("code", models.CharField(max_length=64, unique=True)),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "authorization",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="code",
                        to="ministry_services.authorization",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RefreshToken",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("created", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("token_checksum", models.CharField(max_length=64, unique=True)),
                ("spent_at", models.DateTimeField(null=True)),
                (
                    "authorization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="refresh_tokens",
                        to="ministry_services.authorization",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RelyingParty",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "client_id",
                    models.CharField(
                        db_index=True,
                        default=oauth2_provider.generators.generate_client_id,
                        max_length=255,
                        unique=True,
                        verbose_name="client ID",
                    ),
                ),
                (
                    "redirect_uris",
                    models.TextField(
                        blank=True, help_text="Allowed URIs list, space separated", verbose_name="redirect URIs"
                    ),
                ),
                (
                    "post_logout_redirect_uris",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="Allowed Post Logout URIs list, space separated",
                        verbose_name="post logout redirect URIs",
                    ),
                ),
                (
                    "client_type",
                    models.CharField(
                        choices=[("confidential", "Confidential"), ("public", "Public")],
                        max_length=32,
                        verbose_name="client type",
                    ),
                ),
                (
                    "authorization_grant_type",
                    models.CharField(
                        choices=[
                            ("authorization-code", "Authorization code"),
                            ("urn:ietf:params:oauth:grant-type:device_code", "Device Code"),
                            ("implicit", "Implicit"),
                            ("password", "Resource owner password-based"),
                            ("client-credentials", "Client credentials"),
                            ("openid-hybrid", "OpenID connect hybrid"),
                        ],
                        max_length=44,
                        verbose_name="authorization grant type",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=255, verbose_name="name")),
                ("created", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("updated", models.DateTimeField(auto_now=True, verbose_name="updated")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Ébauche"),
                            ("published", "Publiée"),
                            ("suspended", "Suspendue"),
                            ("retired", "Retirée"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("client_secret", models.CharField(blank=True, editable=False, max_length=64)),
                ("former_secret", models.CharField(blank=True, editable=False, max_length=64)),
                ("former_secret_until", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "authentication",
                    models.CharField(
                        choices=[
                            ("client_secret_basic", "client_secret_basic"),
                            ("client_secret_post", "client_secret_post"),
                            ("private_key_jwt", "private_key_jwt"),
                        ],
                        default="client_secret_basic",
                        max_length=20,
                        verbose_name="authentification du client",
                    ),
                ),
                ("public_keys", models.JSONField(blank=True, default=dict, verbose_name="clés publiques (JWKS)")),
                (
                    "algorithm",
                    models.CharField(
                        choices=[("RS256", "RS256"), ("ES256", "ES256")],
                        default="RS256",
                        max_length=5,
                        verbose_name="signature des jetons d’identité",
                    ),
                ),
                ("sector", models.CharField(max_length=100, verbose_name="secteur")),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40),
                        default=list,
                        size=None,
                        verbose_name="portées permises",
                    ),
                ),
                (
                    "backchannel_logout_uri",
                    models.URLField(blank=True, verbose_name="adresse de fermeture par l’arrière-plan"),
                ),
                (
                    "requires_pushed_requests",
                    models.BooleanField(default=False, verbose_name="demandes poussées obligatoires (PAR)"),
                ),
                ("requires_dpop", models.BooleanField(default=False, verbose_name="jetons liés à une clé (DPoP)")),
                (
                    "ministry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="relying_parties",
                        to="ministry_services.ministry",
                        verbose_name="ministère ou organisme",
                    ),
                ),
                (
                    "services",
                    models.ManyToManyField(
                        related_name="relying_parties", to="ministry_services.onlineservice", verbose_name="services"
                    ),
                ),
            ],
            options={
                "verbose_name": "partie utilisatrice",
                "verbose_name_plural": "parties utilisatrices",
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope", models.CharField(max_length=400)),
                ("given_at", models.DateTimeField()),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="ministry_services.onlineservice",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "relying_party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "consentement",
            },
        ),
        migrations.CreateModel(
            name="AuthorizationRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("handle", models.CharField(max_length=43, unique=True)),
                ("parameters", models.JSONField()),
                ("is_pushed", models.BooleanField(default=False)),
                ("received_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "service",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="ministry_services.onlineservice",
                    ),
                ),
                (
                    "relying_party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="requests",
                        to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="authorization",
            name="relying_party",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="authorizations",
                to=settings.OAUTH2_PROVIDER_APPLICATION_MODEL,
            ),
        ),
        migrations.CreateModel(
            name="AccessToken",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("expires", models.DateTimeField(verbose_name="expires")),
                ("created", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("token_checksum", models.CharField(max_length=64, unique=True)),
                (
                    "authorization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="access_tokens",
                        to="ministry_services.authorization",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["expires"], name="access_token_expiry")],
            },
        ),
        migrations.CreateModel(
            name="PairwiseSubject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sector", models.CharField(max_length=100)),
                ("subject", models.CharField(max_length=43, unique=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subjects",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "sector"), name="one_subject_per_sector")],
            },
        ),
        migrations.AddConstraint(
            model_name="relyingparty",
            constraint=models.CheckConstraint(
                condition=models.Q(("authorization_grant_type", "authorization-code"), ("client_type", "confidential")),
                name="relying_party_is_confidential_by_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.UniqueConstraint(
                fields=("user", "relying_party", "service"), name="one_consent_per_application_and_service"
            ),
        ),
        migrations.AddIndex(
            model_name="authorizationrequest",
            index=models.Index(fields=["expires_at"], name="authorization_request_expiry"),
        ),
        migrations.AddIndex(
            model_name="authorization",
            index=models.Index(condition=models.Q(("ended_at", None)), fields=["sid"], name="authorization_by_session"),
        ),
        migrations.AddIndex(
            model_name="authorization",
            index=models.Index(condition=models.Q(("ended_at", None)), fields=["user"], name="authorization_by_user"),
        ),
        migrations.AddIndex(
            model_name="authorization",
            index=models.Index(fields=["ends_at"], name="authorization_expiry"),
        ),
    ]
