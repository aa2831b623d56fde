"""Fact-check briefs beside a page in Wagtail's editor: the service is told of saved pages, and what it delivers is kept and shown."""
