"""Measurements of retrieval quality and of speed; `README.md` holds commands and figures."""
