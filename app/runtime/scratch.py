"""Servers for the length of a test run, a proof or a measurement."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from app.runtime.errors import CannotStart
from app.runtime.postgres import EmbeddedPostgres
from app.runtime.valkey import EmbeddedValkey
from app.settings import ROOT


class Servers:
    """A running PostgreSQL and Valkey on a state folder of their own."""

    def __init__(self, home: Path, *, durable: bool, own_settings: Mapping[str, str]) -> None:
        self.home = home
        self.postgres = EmbeddedPostgres(home, durable=durable, own_settings=own_settings)
        self.valkey = EmbeddedValkey(home)

    @property
    def database_url(self) -> str:
        """The address of the empty database `siyu`; its role may create further ones."""
        return self.postgres.url

    @property
    def valkey_url(self) -> str:
        return self.valkey.url

    def environ(self) -> dict[str, str]:
        """Our environment with these servers in it, for child processes."""
        own = {"SIYU_HOME": str(self.home), "SIYU_DATABASE_URL": self.database_url, "SIYU_VALKEY_URL": self.valkey_url}
        return {"SIYU_MODE": "test"} | os.environ | own

    def migrate(self) -> None:
        """Bring the database to the newest schema. Raises `CannotStart`."""
        migrate(self.home, self.database_url)


def migrate(home: Path, database_url: str) -> None:
    """Bring a database to the newest schema, in a process of its own. Raises `CannotStart`."""
    environ = {"SIYU_MODE": "test"} | os.environ | {"SIYU_HOME": str(home), "SIYU_DATABASE_URL": database_url}
    arguments = [sys.executable, "-m", "alembic", "-c", str(ROOT / "alembic.ini"), "upgrade", "head"]
    done = subprocess.run(arguments, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotStart(f"the migrations fail:\n{done.stderr[-4000:]}")


@contextmanager
def scratch_servers(
    *, durable: bool = False, home: Path | None = None, own_settings: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Servers]:
    """Start both servers in a new folder (or `home`), stop them and remove what they wrote.

    With `durable` a commit waits for the disk: for measurements, and for proofs that speak about durability.
    """
    # Not pytest's folder: that one is closed to others, and PostgreSQL then could not enter it where we are root.
    folder = home or Path(tempfile.mkdtemp(prefix="siyu-scratch-"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    servers = Servers(folder, durable=durable, own_settings=own_settings)
    try:
        servers.postgres.start()
        servers.valkey.start()
        yield servers
    finally:
        servers.valkey.stop()
        servers.postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)
