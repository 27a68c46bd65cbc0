"""Property tests without a clock: a busy machine must not fail them, and no run leaves a folder behind."""

from hypothesis import settings

settings.register_profile("house", deadline=None, database=None)
settings.load_profile("house")
