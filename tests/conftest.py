"""One setting for every property test: the same examples every time, and no deadline, since a busy machine is not a fault."""

from hypothesis import settings

settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")
