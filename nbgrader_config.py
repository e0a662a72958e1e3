# nbgrader's settings, one language at a time: COURSE_LANGUAGE is en (default) or pl.
# People's work and grades lie outside the repository: COURSE_GRADING_DIR, or partnership-grading in the home folder.
import os
import sysconfig
from pathlib import Path

from course.exercises import release_settings
from course.texts import known

c = get_config()
language = known(os.environ.get("COURSE_LANGUAGE"))
folder = os.environ.get("COURSE_GRADING_DIR") or Path.home() / "partnership-grading"
grading = Path(folder).expanduser().resolve() / language
grading.mkdir(parents=True, exist_ok=True)

# nbgrader calls alembic by name; it lies beside nbgrader, also where the environment is not activated.
os.environ["PATH"] = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", "")])

c.merge(release_settings(language))
c.CourseDirectory.root = str(Path(__file__).resolve().parent)
c.CourseDirectory.course_id = "partnership"
c.CourseDirectory.source_directory = f"solutions/{language}"
c.CourseDirectory.release_directory = f"exercises/{language}"
c.CourseDirectory.submitted_directory = str(grading / "submitted")
c.CourseDirectory.autograded_directory = str(grading / "autograded")
c.CourseDirectory.feedback_directory = str(grading / "feedback")
c.CourseDirectory.solution_directory = str(grading / "solution")
c.CourseDirectory.db_url = f"sqlite:///{(grading / 'gradebook.db').as_posix()}"

# The release is committed, so it is always there already; making it again also enters it in the gradebook.
c.GenerateAssignment.force = True
# A marked cell that a learner deleted comes back, so that the rest of the work still gets its marks.
c.OverwriteCells.add_missing_cells = True
c.ExportPlugin.to = str(grading / "grades.csv")

# On a Hub the graders of a course share a gradebook and an exchange; the Hub says in which file they stand.
if os.environ.get("COURSE_GRADERS"):
    from deploy.shared import shared

    shared(c, language, os.environ["COURSE_GRADERS"])
