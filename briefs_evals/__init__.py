"""Measures how good briefs are: labelled cases, systems, judges, metrics, records. It imports `briefs`; `briefs` never imports it."""
