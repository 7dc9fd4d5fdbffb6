"""Settings: every one can be set by an environment variable HEADWAY_*; the defaults run a laptop."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from headway.app.config.secret import read_or_make_secret_key
from headway.app.demo import SIGN_IN as HEADWAY_DEMO_ACCOUNTS  # noqa: F401 - offered at the sign-in while they exist

UI = Path(__file__).resolve().parent.parent / "ui"


def env(name: str, default: str = "") -> str:
    return os.environ.get(f"HEADWAY_{name}", default)


def flag(name: str, *, default: bool = False) -> bool:
    return env(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


DATA_DIR = Path(env("DATA_DIR", "var")).resolve()
DEBUG = flag("DEBUG")
SECRET_KEY = env("SECRET_KEY") or read_or_make_secret_key(DATA_DIR)
ALLOWED_HOSTS = [host for host in env("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if host]
CSRF_TRUSTED_ORIGINS = [origin for origin in env("TRUSTED_ORIGINS").split(",") if origin]

INSTALLED_APPS = [
    "headway.app.apps.HeadwayConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "ninja",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "headway.app.ui.door.sessions.keep_last_seen",
    "headway.app.ui.door.required_step.RequiredStep",
    "headway.app.config.middleware.note_refusals",
    "headway.app.config.middleware.keep_out_of_caches",
    "headway.app.config.middleware.content_security_policy",
]
ROOT_URLCONF = "headway.app.config.urls"
ASGI_APPLICATION = "headway.app.config.asgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [UI / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "headway.app.ui.context.shell",
            ],
            "builtins": ["headway.app.ui.templatetags.headway", "headway.app.ui.templatetags.days"],
        },
    }
]


def database(url: str) -> dict[str, Any]:
    """Read ``sqlite:///path`` or ``postgresql://user:password@host:port/name``."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": parts.path,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-64000;"
                " PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456;",
            },
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }


DATABASES = {"default": database(env("DATABASE_URL") or f"sqlite://{DATA_DIR / 'headway.sqlite3'}")}
AUTH_USER_MODEL = "headway.Person"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
if flag("LEAKED_PASSWORDS", default=True):  # five letters of a hash are asked about; without an answer it is let pass
    AUTH_PASSWORD_VALIDATORS.append({"NAME": "headway.app.rules.leaked_passwords.NotLeaked"})
HEADWAY_LEAKED_PASSWORDS_URL = env("LEAKED_PASSWORDS_URL", "https://api.pwnedpasswords.com/range/")
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
SECRET_KEY_FALLBACKS = [key for key in env("FORMER_SECRET_KEYS").split(",") if key]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign-in"

USE_TZ = True
TIME_ZONE = env("TIME_ZONE", "UTC")
USE_I18N = True
LANGUAGE_CODE = "en-us"

# Files that prove something lie outside the database and the web root; they are handed out by their page alone.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "files": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": DATA_DIR / "files",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
}

STATIC_URL = "/static/"
STATIC_ROOT: Path | None = None  # whitenoise serves what the finders find; nothing is collected
STATICFILES_DIRS: list[Path] = [UI / "static"]

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no cookie of its own
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = int(env("SESSION_HOURS", "336")) * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = flag("HTTPS")
if flag("HTTPS"):  # browsers take these names from this host alone, with TLS
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("HTTPS") else None
X_FRAME_OPTIONS = "DENY"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if flag("HTTPS") else 0
SECURE_REFERRER_POLICY = "same-origin"

# Imports: what a stranger's file may cost. Prints: what one large drawing may, and how long it is kept.
HEADWAY_UPLOAD_MAX_BYTES = int(env("UPLOAD_MAX_MB", "64")) * 1024 * 1024
HEADWAY_FILES_A_DAY_BYTES = int(env("FILES_A_DAY_MB", "2048")) * 1024 * 1024
HEADWAY_CLAMD = env("CLAMD")
HEADWAY_IMPORT_SECONDS = int(env("IMPORT_SECONDS", "120"))
HEADWAY_IMPORT_MEMORY_MB = int(env("IMPORT_MEMORY_MB", "2048"))
HEADWAY_IMPORT_MAX_TASKS = int(env("IMPORT_MAX_TASKS", "200000"))
HEADWAY_DATES_AT_ONCE = int(env("DATES_AT_ONCE", "50000"))
HEADWAY_PRINT_MAX_ROWS = int(env("PRINT_MAX_ROWS", "100000"))
HEADWAY_PRINT_SECONDS = int(env("PRINT_SECONDS", "600"))
HEADWAY_PRINT_MEMORY_MB = int(env("PRINT_MEMORY_MB", "2048"))
HEADWAY_PRINT_DAYS = int(env("PRINT_DAYS", "7"))
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# The record: where the nightly check keeps the heads of all chains, and how long the trash keeps what it holds.
HEADWAY_AUDIT_ANCHOR = env("AUDIT_ANCHOR")
HEADWAY_TRASH_DAYS = int(env("TRASH_DAYS", "90"))

# Hand-offs between projects: how near to its promise a forecast is at risk, and when a request is reminded of.
HEADWAY_PROMISE_MARGIN_DAYS = int(env("PROMISE_MARGIN_DAYS", "3"))
HEADWAY_ANSWER_HANDOFF_DAYS = int(env("ANSWER_HANDOFF_DAYS", "5"))

# E-mail: without a server, mails are files in the data folder.
HEADWAY_URL = env("URL", "http://localhost:8000")
EMAIL_HOST = env("EMAIL_HOST")
EMAIL_PORT = int(env("EMAIL_PORT", "587"))
EMAIL_HOST_USER = env("EMAIL_USER")
EMAIL_HOST_PASSWORD = env("EMAIL_PASSWORD")
EMAIL_USE_TLS = flag("EMAIL_TLS", default=True)
EMAIL_TIMEOUT = 30
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"
DEFAULT_FROM_EMAIL = env("EMAIL_FROM", "headway@localhost")
HEADWAY_EMAIL_REPLY = env("EMAIL_REPLY")
HEADWAY_EMAIL_MAX_BYTES = int(env("EMAIL_MAX_MB", "25")) * 1024 * 1024

# Who comes in (django-allauth). With a mail server addresses are confirmed before their owner is let in.
ACCOUNT_ADAPTER = "headway.app.ui.door.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "headway.app.ui.door.forms.SignInForm",
    "reauthenticate": "headway.app.ui.door.forms.PasswordAgainForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = env("CONFIRM_ADDRESSES") or ("mandatory" if EMAIL_HOST else "none")
ACCOUNT_CHANGE_EMAIL = ACCOUNT_EMAIL_NOTIFICATIONS = ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_REAUTHENTICATION_METHODS = {"password", "mfa", "code"} if EMAIL_HOST else {"password", "mfa"}
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if flag("HTTPS") else "http"
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": None,
}  # actions/attempts.py counts, for all processes
ALLAUTH_TRUSTED_PROXY_COUNT = int(env("PROXIES", "0"))
MFA_ADAPTER = "headway.app.ui.door.adapters.SecondStepAdapter"
MFA_FORMS = {
    "authenticate": "headway.app.ui.door.forms.CodeForm",
    "reauthenticate": "headway.app.ui.door.forms.CodeAgainForm",
    "add_webauthn": "headway.app.ui.door.forms.AddKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody signs up alone, so nobody squats an address
MFA_TOTP_ISSUER = "Headway"
MFA_TOTP_TOLERANCE = 1
HEADWAY_SECOND_STEP = env("SECOND_STEP", "offered")  # offered | operators | everybody

# Single sign-on with OpenID Connect: on as soon as an issuer is named.
HEADWAY_SSO_ISSUER = env("SSO_ISSUER")
HEADWAY_SSO_NAME = env("SSO_NAME", "Single sign-on") if HEADWAY_SSO_ISSUER else ""
HEADWAY_SSO_CREATE = flag("SSO_CREATE")
HEADWAY_SSO_ONLY = bool(HEADWAY_SSO_ISSUER) and flag("SSO_ONLY")
SOCIALACCOUNT_ADAPTER = "headway.app.ui.door.adapters.SingleSignOnAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_LOGIN_ON_GET = True  # a link: the policy of contents lets no form lead to another host
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "sso",
                "name": HEADWAY_SSO_NAME,
                "client_id": env("SSO_CLIENT_ID"),
                "secret": env("SSO_CLIENT_SECRET"),
                "settings": {"server_url": HEADWAY_SSO_ISSUER, "oauth_pkce_enabled": True},
            }
        ]
        if HEADWAY_SSO_ISSUER
        else [],
        "VERIFIED_EMAIL": flag("SSO_TRUST_ADDRESSES"),
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"headway.app.security": {"level": "INFO"}},
    "root": {"handlers": ["stderr"], "level": env("LOG_LEVEL", "WARNING")},
}
