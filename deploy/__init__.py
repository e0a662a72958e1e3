"""The course on more than one person's computer: ``local`` is all of it on one machine."""
