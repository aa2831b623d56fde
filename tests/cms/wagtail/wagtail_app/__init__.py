"""Tests of the Wagtail app, run by Django in Wagtail's environment: test_wagtail_app.py does it."""
