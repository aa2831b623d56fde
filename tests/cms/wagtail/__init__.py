"""A real Wagtail, end to end (docs/wagtail.md)."""
