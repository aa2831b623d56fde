"""A newsroom's site with one page type, to try the briefs on."""
