"""The instructor's pipeline round nbgrader: safe, fair, fast, visible.

Commands are ``partnership grade …``. nbgrader's gradebook, folders and preprocessors stay what they are, so that its
own commands and the formgrader work on the same course before and after.
"""
