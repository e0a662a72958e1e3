"""What all tests share."""

from hypothesis import settings

# Machines are shared and noisy: an example that takes long is no failure.
settings.register_profile("course", deadline=None)
settings.load_profile("course")
