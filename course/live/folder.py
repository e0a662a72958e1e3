"""Where a trainer's computer keeps workshops; apart, so that asking for it reads no database."""

from pathlib import Path

import platformdirs

APP = "partnership-course"


def data_folder() -> Path:
    """Return the user's folder for the data of workshops, which the first of them makes.

    Examples
    --------
    >>> data_folder().name
    'partnership-course'
    """
    return Path(platformdirs.user_data_dir(APP, appauthor=False))
