"""Content management systems on this machine with the service beside them, for people who want to see it and for the tests in tests/cms."""
