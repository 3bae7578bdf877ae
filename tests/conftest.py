"""A real PostgreSQL and Valkey for the tests, started once a run and shared by all workers of pytest-xdist.

`database_url`  a migrated database of this worker, for tests that roll back or clean up after themselves
`fresh_database_url`  a migrated database of this test alone
`empty_database_url`  a database without any schema, for migration tests
"""

import fcntl
import os
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import hypothesis
import pytest
from msgspec import Struct

from app.runtime.databases import create_database, drop_database, with_database
from app.runtime.scratch import migrate, scratch_servers
from app.settings import Settings, load_settings

TEMPLATE = "siyu_template"
VALKEY_DATABASES = 16

# A busy machine is no fault of a rule: what takes how long is for `siyu bench` to say.
hypothesis.settings.register_profile("siyu", deadline=None)
hypothesis.settings.load_profile("siyu")


class TestServers(Struct, frozen=True):
    """Addresses of the run's servers; `database_url` names the administrative database of the server."""

    __test__ = False
    home: Path
    database_url: str
    valkey_url: str


_RUNNING = pytest.StashKey[tuple[ExitStack, TestServers]]()


def _start(config: pytest.Config) -> TestServers:
    """Start the servers, once for this process."""
    if (running := config.stash.get(_RUNNING, None)) is not None:
        return running[1]
    stack = ExitStack()
    config.add_cleanup(stack.close)
    servers = stack.enter_context(scratch_servers())
    started = TestServers(servers.home, servers.database_url, servers.valkey_url)
    config.stash[_RUNNING] = (stack, started)
    return started


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Called by pytest-xdist in the controller for each worker: hand it the addresses."""
    servers = _start(node.config)  # type: ignore[attr-defined]
    node.workerinput["siyu"] = (str(servers.home), servers.database_url, servers.valkey_url)  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def servers(request: pytest.FixtureRequest) -> TestServers:
    """The run's PostgreSQL and Valkey."""
    given = getattr(request.config, "workerinput", {}).get("siyu")
    return TestServers(Path(given[0]), given[1], given[2]) if given else _start(request.config)


@pytest.fixture(scope="session")
def template(servers: TestServers) -> str:
    """The name of the migrated template; the first worker that wants it makes it."""
    with (servers.home / "template.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.seek(0)
        if not lock.read():
            migrate(servers.home, create_database(servers.database_url, TEMPLATE))
            lock.write("made")
    return TEMPLATE


@pytest.fixture(scope="session")
def worker_number() -> int:
    """0 for a run without workers, else this worker's number from 0 on."""
    return int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


@pytest.fixture(scope="session")
def database_url(servers: TestServers, template: str, worker_number: int) -> str:
    """This worker's migrated database, for the length of the run."""
    return create_database(servers.database_url, f"siyu_worker_{worker_number}", template)


@pytest.fixture
def fresh_database_url(servers: TestServers, template: str) -> Iterator[str]:
    """A migrated database of this test's own."""
    yield from _own_database(servers, template)


@pytest.fixture
def empty_database_url(servers: TestServers) -> Iterator[str]:
    """A database of this test's own without any schema."""
    yield from _own_database(servers, "template1")


def _own_database(servers: TestServers, template: str) -> Iterator[str]:
    name = f"siyu_test_{uuid.uuid4().hex[:12]}"
    yield create_database(servers.database_url, name, template)
    drop_database(servers.database_url, name)


@pytest.fixture(scope="session")
def valkey_url(servers: TestServers, worker_number: int) -> str:
    """This worker's numbered database of the run's Valkey."""
    return with_database(servers.valkey_url, str(worker_number % VALKEY_DATABASES))


@pytest.fixture(scope="session")
def settings(servers: TestServers, database_url: str, valkey_url: str) -> Settings:
    """Settings of test mode on the run's servers; the merchant's papers are empty until an emulator has made them."""
    return load_settings(
        {
            "SIYU_MODE": "test",
            "SIYU_HOME": str(servers.home),
            "SIYU_DATABASE_URL": database_url,
            "SIYU_VALKEY_URL": valkey_url,
        }
    )
