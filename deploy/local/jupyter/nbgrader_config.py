# nbgrader's settings in everybody's server on the Hub: graders have those of the course, learners the exchange alone.
import os

from course.catalog import ROOT

c = get_config()
if os.environ.get("COURSE_GRADERS"):
    load_subconfig(str(ROOT / "nbgrader_config.py"))
else:
    from ngshare_exchange import configureExchange

    configureExchange(c, os.environ["COURSE_EXCHANGE"])
    # One exercise has one name in both languages: each course's go into a folder of their own.
    c.Exchange.path_includes_course = True
    # Feedback that was fetched lies beside the work, and is no part of it.
    c.CourseDirectory.ignore = [".ipynb_checkpoints", "__pycache__", "*.pyc", "feedback"]
