"""Every setting, read through env.py. docs/operate.md says who sets which."""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from clicsequr import env
from clicsequr.logs import configure_logs
from clicsequr.settings_limits import *  # noqa: F403  settings too: what the seed leaves open
from clicsequr.settings_provider import *  # noqa: F403
from clicsequr.settings_provider import OAUTH2_PROVIDER

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var")))

# --- What an operator must give -------------------------------------------------------------------------------------
SECRET_KEY = env.text("SECRET_KEY")
SEALING_KEYS = env.keys("SEALING_KEYS")
INDEX_KEYS = env.keys("INDEX_KEYS")
DEBUG = env.flag("DEBUG", default=False)
DEMO = env.flag("DEMO", default=False)
MINISTRY_URL = env.text("MINISTRY_URL", "http://127.0.0.1:8001").rstrip("/")  # the ministry of a demonstration
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
PUBLIC_URL = env.text("PUBLIC_URL", "http://localhost:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", PUBLIC_URL)
TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 0)

# --- Brand: neutral unless an authorised operator gives its own (design-system.md, 0.3) ------------------------------
BRAND_NAME = env.text("BRAND_NAME", "clicSÉQUR")
BRAND_LOGO = env.text("BRAND_LOGO", "")
BRAND_OWNER = env.text("BRAND_OWNER", "")
DEMO_BANNER = env.flag("DEMO_BANNER", default=True)
SUPPORT_PHONE = env.text("SUPPORT_PHONE", "1 866 423-3234")
SUPPORT_EMAIL = env.text("SUPPORT_EMAIL", "assistance@clicsequr.example")
SUPPORT_HOURS = {
    "fr": env.text("SUPPORT_HOURS_FR", "du lundi au vendredi, de 8\u00a0h\u00a030 à 16\u00a0h\u00a030"),
    "en": env.text("SUPPORT_HOURS_EN", "Monday to Friday, 8:30 am to 4:30 pm"),
}
GOVERNMENT_PORTAL_URL = env.text("GOVERNMENT_PORTAL_URL", "https://www.quebec.ca/")
LEW4_MAILING_ADDRESS = env.text("LEW4_MAILING_ADDRESS", "Revenu Québec, 3800, rue de Marly, Québec (Québec)  G1X 4A5")

# --- The applications ------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.forms",
    "csp",
    "django_structlog",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_otp",
    "oauth2_provider",
    "clicsequr",
    "accounts",
    "ministry_services",
    "enterprises",
    "citizens",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "clicsequr.middleware.HealthMiddleware",
    "clicsequr.request_log.RequestLogMiddleware",
    "clicsequr.bare_routes.BareRoutesMiddleware",
    "csp.middleware.CSPMiddleware",
    "clicsequr.middleware.PrivatePagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "clicsequr.middleware.LanguageMiddleware",
    "clicsequr.middleware.BodyLimitMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "accounts.middleware.SessionLimitsMiddleware",
    "accounts.middleware.RequestContextMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "clicsequr.middleware.RefusalMiddleware",
    "enterprises.middleware.LegacyTermsMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "clicsequr.urls"
WSGI_APPLICATION = "clicsequr.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "clicsequr.form_renderer.InterfaceRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clicsequr.context.interface",
            ],
        },
    }
]

# --- Engines ---------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.database("DATABASE_URL")}
# A pool would outlive a fork; gunicorn's threads each keep one connection instead (libraries.md, 8).
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": False}
REDIS_URL = env.text("REDIS_URL")
# Limits, one-time marks and sessions live in PostgreSQL: a stopped Redis delays mail and nothing else.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "clicsequr_cache"}}
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 4
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# Redis keeps no list of what is on its way: the outbox publishes again what is not done, and an acknowledgement sent
# over a lost connection ends a worker of kombu 5.7 (tests/accounts/test_outbox_faults.py).
CELERY_BROKER_TRANSPORT_OPTIONS = {"ack_emulation": False}
CELERY_TIMEZONE = "UTC"
EMAIL_BACKEND = env.text("EMAIL_BACKEND", "clicsequr.mail_folder.MailFolderBackend")
MAIL_FOLDER = Path(env.text("MAIL_FOLDER", str(VAR_DIR / "mail")))
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "clicSÉQUR <ne-pas-repondre@clicsequr.example>")
LARGEST_BODY = 6 * 1024 * 1024  # a scan (enterprises/scans.py) and the form around it
MEDIA_ROOT = Path(env.text("UPLOAD_FOLDER", str(VAR_DIR / "uploads")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [VAR_DIR / "theme"]

# --- Language and time -----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["clicsequr.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "America/Toronto"  # heure de l’Est; the database keeps UTC

# --- Who signs in ----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.UserCodeBackend"]
ARGON2_TIME_COST = env.number("ARGON2_TIME_COST", 3, minimum=1)
ARGON2_MEMORY_KIB = env.number("ARGON2_MEMORY_KIB", 65536, minimum=8192)
PASSWORD_HASHERS = [
    "accounts.hashers.SodiumArgon2idHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "choose-portal"
LOGIN_REDIRECT_URL = "home"
PORTAL_GATES = {"E": "enterprises:service-access", "C": "citizens:service-access"}
PORTAL_SIGN_INS = {"E": "enterprises:sign-in", "C": "citizens:sign-in", "A": "agents:login"}
# Where an account of the portal begins, for who has none yet.
PORTAL_CREATIONS = {"E": "enterprises:registration", "C": "citizens:creation"}
PORTAL_HOMES = {"E": "enterprises:home", "C": "citizens:home", "A": "agents:index"}
# What stands between the right password and the session, in order; a stage lets pass whom it does not concern.
SIGN_IN_STAGES = [
    "accounts.stages.SecondFactorStage",
    "accounts.stages.EmailCodeStage",
    "citizens.stages.SecurityQuestionStage",
    "citizens.stages.ClosingStage",
    "accounts.stages.TemporaryPasswordStage",
    "accounts.stages.TermsStage",
    "enterprises.stages.JoinStage",
]
SIGN_IN_CODE_ON_NEW_DEVICE = env.flag("SIGN_IN_CODE_ON_NEW_DEVICE", default=False)  # screens.md S-04
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_UNIQUE_EMAIL = False
ACCOUNT_RATE_LIMITS = False  # our throttles are in PostgreSQL, by account AND address (architecture.md 2.10)
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 0  # 1 accepts one code twice (libraries.md 2, trap 5)
MFA_TOTP_ISSUER = BRAND_NAME
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO
SECURE_COOKIES = env.flag("SECURE_COOKIES", default=not (DEBUG or DEMO))
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_IDLE_LIMIT = timedelta(minutes=env.number("SESSION_IDLE_MINUTES", 20, minimum=5))
SESSION_ABSOLUTE_LIMIT = timedelta(hours=env.number("SESSION_HOURS", 8, minimum=1))
AGENT_IDLE_LIMIT = timedelta(minutes=env.number("AGENT_IDLE_MINUTES", 15, minimum=5))
CSRF_FAILURE_VIEW = "clicsequr.views.page_expired"

OAUTH2_PROVIDER["OIDC_ISS_ENDPOINT"] = PUBLIC_URL

# --- Headers ---------------------------------------------------------------------------------------------------------
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_COOKIES else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_COOKIES
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=SECURE_COOKIES)
SECURE_REDIRECT_EXEMPT = [r"^health/"]  # a probe inside the network speaks plain HTTP
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": [NONE],
    }
}

LOGGING = configure_logs(plain=DEBUG or DEMO, level=env.text("LOG_LEVEL", "INFO"))
