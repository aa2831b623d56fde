"""Briefs for a content management system: an HTTP API in front of a durable queue. `app` answers, `worker` works, `database` remembers."""
