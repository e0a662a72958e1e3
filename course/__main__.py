"""``python -m course`` is ``partnership``."""

from course.cli import main

if __name__ == "__main__":
    main()
