"""Matplotlib figures made from model output, in the reader's language; one module per concept."""

from course.figures._style import Picture

__all__ = ["Picture"]
