"""What all tests share."""

from hypothesis import settings

# Machines are shared and noisy: an example that takes long is no failure. One commit gets one answer: the examples are
# the same each time. Whoever wants to look further asks for others: pytest --hypothesis-profile=search
settings.register_profile("course", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=2000)
settings.load_profile("course")
