"""Whether kernels can talk over files instead of ports."""

from __future__ import annotations

import os
from pathlib import Path

LONGEST = 104  # bytes that macOS takes for the name of a socket, its end included; Linux takes 108
BELOW = 66  # what Voilà and Jupyter add: voila_12345678/kernel-, a name of 36 letters, -ipc-1


def fit(folder: str | Path) -> bool:
    """Return whether a kernel's sockets can be files somewhere below a folder.

    Over ports, two kernels that start at once may be given the same one; over files that cannot happen.

    Examples
    --------
    >>> fit("/" + 100 * "x")
    False
    """
    return os.name == "posix" and len(os.fsencode(folder)) + BELOW < LONGEST
