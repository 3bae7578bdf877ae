"""What keeps Siyu from starting is told in one line, with exit code 1, and nothing is changed."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from app.runtime.errors import CannotStart
from app.runtime.preflight import locked, need_room
from app.settings import ROOT
from tests.unit.test_settings import production


def siyu(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a user would."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SIYU_")}
    return subprocess.run(
        [sys.executable, "-m", "app.cli", *arguments],
        cwd=ROOT,
        env=kept | environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def assert_refused(done: subprocess.CompletedProcess[str], words: str) -> None:
    assert done.returncode == 1
    assert done.stderr.splitlines() == [done.stderr.strip()], "one line"
    assert done.stderr.startswith("Siyu cannot start: ") and words in done.stderr


@pytest.mark.parametrize(
    ("variable", "other"), [("SIYU_PORT", "SIYU_EMULATOR_PORT"), ("SIYU_EMULATOR_PORT", "SIYU_PORT")]
)
def test_a_taken_port_is_named(variable: str, other: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, socket.create_server(("127.0.0.1", 0)) as free:
        ports = {variable: str(taken.getsockname()[1]), other: str(free.getsockname()[1])}
        free.close()
        done = siyu("demo", SIYU_HOME=str(tmp_path / "home"), **ports)
    assert_refused(done, f"port {ports[variable]} is taken by another program (set {variable})")
    made = {path.name for path in (tmp_path / "home").iterdir()}
    assert made == {"lock", "secrets.json"}, "no server was started"


def test_one_state_folder_serves_one_demo(tmp_path: Path) -> None:
    with locked(tmp_path):
        done = siyu("demo", SIYU_HOME=str(tmp_path))
    assert_refused(done, f"another siyu demo (process {os.getpid()}) uses {tmp_path}")
    with locked(tmp_path):
        pass


def test_a_state_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert_refused(siyu("demo", SIYU_HOME=str(tmp_path / "file" / "home")), "Not a directory")


def test_a_full_disk_is_told_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match=r"has \d+ MB left and 1000000000 MB are needed"):
        need_room(tmp_path / "not" / "there", megabytes_min=1_000_000_000)
    assert list(tmp_path.iterdir()) == []
    need_room(tmp_path, megabytes_min=1)


async def test_a_newer_schema_is_refused_and_untouched(fresh_database_url: str) -> None:
    connection = await asyncpg.connect(fresh_database_url)
    try:
        await connection.execute("update alembic_version set version_num = '9999'")
        assert_refused(siyu("migrate", SIYU_DATABASE_URL=fresh_database_url), "written by a newer Siyu")
        assert await connection.fetchval("select version_num from alembic_version") == "9999"
    finally:
        await connection.close()


def test_an_absent_database_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    done = siyu("migrate", SIYU_DATABASE_URL=f"postgresql://siyu:x@127.0.0.1:{port}/siyu")
    assert_refused(done, "the database does not answer")


@pytest.mark.parametrize("command", ["serve", "worker", "scheduler"])
def test_production_processes_want_their_secrets(command: str, tmp_path: Path) -> None:
    done = siyu(command, SIYU_HOME=str(tmp_path))
    assert_refused(done, "production mode needs SIYU_PUBLIC_URL")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["serve", "worker", "scheduler"])
def test_production_processes_want_pay_papers_that_can_be_read(command: str, tmp_path: Path) -> None:
    given = production(tmp_path) | {"SIYU_PAY_PRIVATE_KEY": "hush-pem"}
    done = siyu(command, **given)
    assert_refused(done, "SIYU_PAY_PRIVATE_KEY is no RSA private key in PEM")
    assert "hush" not in done.stderr and list(tmp_path.iterdir()) == []
