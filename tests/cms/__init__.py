"""Real content management systems, end to end: `bin/test-cms` (docs/wordpress.md)."""
