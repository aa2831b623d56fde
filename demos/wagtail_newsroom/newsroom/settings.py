"""A demo on this machine, not a site to serve from: `DEBUG` is on, the state is one folder, what is secret comes from the environment."""

import os
from pathlib import Path

FOLDER = Path(os.environ.get("DEMO_FOLDER", "."))
PORT = os.environ.get("DEMO_PORT", "8800")
SECRET_KEY = os.environ.get("DEMO_SECRET_KEY", "a demo's, used for nothing else")
DEBUG = True
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
INSTALLED_APPS = [
    "news",
    "wagtail_briefs",
    "wagtail_briefs.drafts",
    "wagtail.api.v3",
    "ninja",
    "wagtail.users",
    "wagtail.images",
    "wagtail.documents",
    "wagtail.embeds",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
ROOT_URLCONF = "newsroom.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": FOLDER / "site.sqlite3",
        "OPTIONS": {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL"},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en-gb"
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
MEDIA_ROOT, MEDIA_URL = FOLDER / "media", "/media/"
WAGTAIL_SITE_NAME = "The Demo Newsroom"
WAGTAILADMIN_BASE_URL = f"http://localhost:{PORT}"
WAGTAIL_ENABLE_UPDATE_CHECK = False

WAGTAIL_BRIEFS = {
    "CONNECTION": os.environ.get("BRIEFS_CONNECTION", ""),
    "PAGE_TYPES": ["news.ArticlePage"],
    "BODY_FIELDS": ["introduction", "body"],
    "CORPUS_FIELD": "story",
    "QUIET_SECONDS": int(os.environ.get("BRIEFS_QUIET_SECONDS", "5")),
}
