"""Bringing a database to this version's tables and back; knows db, paths. There is no alembic.ini."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect, text

from floortime.db import Database
from floortime.paths import folder

if TYPE_CHECKING:  # Alembic costs a second and 20 MB: only who migrates pays
    from alembic.script import ScriptDirectory

SEARCH_TABLES = frozenset(
    {
        "obstacle_search",
        *(f"obstacle_search_{part}" for part in ("data", "idx", "content", "docsize", "config")),
    }
)
"""Written by search.py, unknown to the mappers: never compared, never dropped by a comparison."""


def scripts() -> "ScriptDirectory":
    """The migrations of this copy of Floortime."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(folder("migrations")))
    return ScriptDirectory.from_config(config)


def newest() -> str:
    """The revision that this version's code expects: a revision is called like its file, and files are numbered."""
    return max(path.stem for path in (folder("migrations") / "versions").glob("[0-9]*.py"))


def current(db: Database) -> str:
    """The revision the database stands at; empty for one without tables."""
    with db.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return ""
        return connection.scalar(text("select version_num from alembic_version")) or ""


def upgrade(db: Database, target: str = "head") -> list[str]:
    """Bring the database up to `target`; returns the revisions that were run, in order."""
    return _run(db, target, up=True)


def downgrade(db: Database, target: str = "base") -> list[str]:
    """Take the database back to `target`; returns the revisions that were undone, in order."""
    return _run(db, target, up=False)


def _run(db: Database, target: str, *, up: bool) -> list[str]:
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext

    script = scripts()
    done: list[str] = []

    def steps(revision: Any, _context: Any) -> Any:
        move = script._upgrade_revs if up else script._downgrade_revs  # noqa: SLF001 - as Alembic's own command does
        return move(target, revision)

    def noted(step: Any, **_kw: Any) -> None:
        done.append(str((step.up_revision_ids if up else step.down_revision_ids or ("base",))[0]))

    config = Config()
    with db.writer.connect() as connection:
        config.attributes.update(connection=connection, noted=noted)
        with EnvironmentContext(config, script, fn=steps, destination_rev=target):
            script.run_env()
    return done
