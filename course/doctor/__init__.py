"""``partnership doctor``: what this computer lacks for a workshop, and how many people it carries.

`report` shows both. `machine`, `ports` and `installed` look; `trials` tries out what the course really starts, each in
a process of its own that `trial` holds on to; `capacity` is the arithmetic from what was measured to how many.
"""
