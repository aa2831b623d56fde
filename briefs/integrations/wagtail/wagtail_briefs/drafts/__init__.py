"""For briefs as draft pages of their own: a page type with the markup that they need. `INSTALLED_APPS += ["wagtail_briefs.drafts"]`."""
