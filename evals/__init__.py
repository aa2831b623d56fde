"""Measuring the program against labelled stories. Imports `briefs` through its public seams, never the other way round."""
