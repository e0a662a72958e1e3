"""What alembic runs for every migration: on the connection that the store gave it, in the store's transaction.

There is no alembic.ini and no engine here: `course.live.database` opens the database, holds the lock and commits.
"""

from __future__ import annotations

from alembic import context

from course.live.database import metadata


def run() -> None:
    """Bring the database of ``config.attributes["connection"]`` up to date."""
    context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
    with context.begin_transaction():
        context.run_migrations()


# Alembic runs this file under this name; whoever imports it for another reason (a test, a linter) runs nothing.
if __name__ == "env_py":
    run()
