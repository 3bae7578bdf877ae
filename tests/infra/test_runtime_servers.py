"""The embedded servers themselves: they answer, keep their data, and die with their parent."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
import redis

from app.runtime.databases import create_database, drop_database
from app.runtime.errors import CannotStart
from app.runtime.postgres import EmbeddedPostgres
from app.runtime.process import is_alive, wait_until
from app.settings import ROOT


@pytest.fixture
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="siyu-runtime-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


async def test_chinese_can_be_searched_by_trigrams(empty_database_url: str) -> None:
    connection = await asyncpg.connect(empty_database_url)
    try:
        await connection.execute("create extension pg_trgm")
        assert await connection.fetchval(
            "select '婴儿保湿面霜' ilike '%保湿%' and similarity('婴儿面霜', '婴儿面霜') = 1"
        )
        assert len(await connection.fetchval("select show_trgm('婴儿面霜')")) == 5
    finally:
        await connection.close()


async def test_the_role_of_the_shop_is_no_superuser(empty_database_url: str) -> None:
    connection = await asyncpg.connect(empty_database_url)
    try:
        assert await connection.fetchval("select rolsuper from pg_roles where rolname = current_user") is False
    finally:
        await connection.close()
    with pytest.raises(asyncpg.InvalidAuthorizationSpecificationError):
        await asyncpg.connect(empty_database_url.replace("//siyu:", "//postgres:"))


def test_valkey_wants_its_password(valkey_url: str) -> None:
    assert redis.Redis.from_url(valkey_url).ping()
    with pytest.raises(redis.AuthenticationError):
        redis.Redis.from_url("redis://" + valkey_url.split("@", 1)[1]).ping()


async def test_data_survive_a_kill_and_a_restart(home: Path) -> None:
    server = EmbeddedPostgres(home)
    server.start()
    connection = await asyncpg.connect(server.url)
    await connection.execute("create table kept (n int); insert into kept values (7)")
    server.kill()
    first_url = server.url
    server.start()
    try:
        assert server.url == first_url, "port and password are remembered"
        connection = await asyncpg.connect(server.url)
        assert await connection.fetchval("select n from kept") == 7
        await connection.close()
    finally:
        server.stop()


def test_a_folder_of_a_newer_postgresql_is_refused_and_untouched(home: Path) -> None:
    server = EmbeddedPostgres(home)
    server.start()
    server.stop()
    mark = next(path for path in home.rglob("PG_VERSION") if path.parent.name == "data")
    mark.write_text("99\n")
    before = sorted(path.name for path in mark.parent.iterdir())
    with pytest.raises(CannotStart, match="newer PostgreSQL, version 99"):
        EmbeddedPostgres(home).start()
    assert sorted(path.name for path in mark.parent.iterdir()) == before


def test_nothing_is_left_when_the_parent_is_killed() -> None:
    script = (
        "import time\n"
        "from app.runtime import scratch_servers\n"
        "with scratch_servers() as s:\n"
        "    print(s.postgres.child.pid, s.valkey.child.pid, s.home, flush=True)\n"
        "    time.sleep(600)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    postgres, valkey, folder = parent.stdout.readline().split()
    assert is_alive(int(postgres)) and is_alive(int(valkey))
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    try:
        assert wait_until(lambda: not is_alive(int(postgres)) and not is_alive(int(valkey)), 15)
    finally:
        shutil.rmtree(folder)


def test_a_closed_folder_is_no_hindrance_for_root(home: Path) -> None:
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    server = EmbeddedPostgres(closed / "state", durable=False)
    server.start()
    server.stop()
    outer = closed / "state" / "postgres.place"
    if os.geteuid() == 0:
        shutil.rmtree(outer.read_text().strip())
    else:
        assert not outer.exists()


async def test_a_template_makes_a_migrated_database_of_its_own(empty_database_url: str, template: str) -> None:
    url = create_database(empty_database_url, "siyu_from_template", template)
    connection = await asyncpg.connect(url)
    assert await connection.fetchval("select current_database()") == "siyu_from_template"
    assert await connection.fetchval("select version_num from public.alembic_version") == max(
        path.name[:4] for path in (ROOT / "migrations" / "versions").glob("[0-9]*.py")
    )
    assert await connection.fetchval("select count(*) from kernel.delivery") == 0
    await connection.close()
    drop_database(empty_database_url, "siyu_from_template")
