"""`siyu demo` as a whole: ready, healed after crashes, gone when stopped, gone even when it is killed."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.runtime.demo import answers
from app.runtime.process import is_alive, wait_until
from app.settings import ROOT

READY_SECONDS = 120.0
CHILDREN = {"postgres", "valkey", "emulator", "serve", "worker", "scheduler"}


class Demo:
    """One state folder and two ports, on which the demo is started as often as a test likes."""

    def __init__(self, home: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as two:
            self.port, self.emulator_port = one.getsockname()[1], two.getsockname()[1]
        self.home = home
        self.output = home / "output"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start it and wait until it is ready; gives the seconds."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SIYU_")}
        own = {"SIYU_HOME": str(self.home), "SIYU_PORT": str(self.port), "SIYU_EMULATOR_PORT": str(self.emulator_port)}
        began = time.monotonic()
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app.cli", "demo"],
                cwd=ROOT,
                env=kept | own | {"SIYU_SEED": "off"},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        process = self.process
        wait_until(lambda: process.poll() is not None or self.is_ready(), READY_SECONDS, 0.1)
        assert self.is_ready(), self.output.read_text()
        return time.monotonic() - began

    def is_ready(self) -> bool:
        return any(line.startswith("Siyu is ready") for line in self.output.read_text().splitlines())

    def children(self) -> dict[str, int]:
        """Process ids by name: of the direct children of the supervisor."""
        assert self.process is not None
        found: dict[str, int] = {}
        for pid in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split():
            try:
                words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
            except FileNotFoundError:
                continue
            names = [
                name for name in CHILDREN if name in words[3:4] or f"bin/{name}" in words[0] or f"/{name}-" in words[0]
            ]
            found |= dict.fromkeys(names, int(pid))
        return found

    def everyone(self) -> list[int]:
        """All processes of this demo, wherever they are in the tree of processes: they know its state folder."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                try:
                    told = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
                except OSError:
                    continue
                if str(self.home).encode() in told:
                    found.append(int(entry.name))
        return found

    def shop_answers(self) -> bool:
        return answers(f"http://127.0.0.1:{self.port}/health/ready")


@pytest.fixture
def demo() -> Iterator[Demo]:
    home = Path(tempfile.mkdtemp(prefix="siyu-demo-"))
    home.chmod(0o755)
    made = Demo(home)
    yield made
    if made.process is not None and made.process.poll() is None:
        made.process.kill()
        made.process.wait()
    assert wait_until(lambda: made.everyone() == [], 30)
    shutil.rmtree(home)


@pytest.mark.slow
def test_the_demo_heals_stops_and_starts_again(demo: Demo) -> None:
    demo.start()
    before = demo.children()
    assert before.keys() == CHILDREN

    for pid in before.values():
        os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: demo.children().keys() == CHILDREN and demo.shop_answers(), 60, 0.2)
    assert not set(before.values()) & set(demo.children().values())

    assert demo.process is not None
    began = time.monotonic()
    demo.process.send_signal(signal.SIGINT)
    assert demo.process.wait(20) == 0
    assert time.monotonic() - began < 10
    assert demo.everyone() == []

    assert demo.start() < 15, "the second start is quick"
    demo.process.send_signal(signal.SIGTERM)
    assert demo.process.wait(20) == 0


@pytest.mark.slow
def test_a_killed_supervisor_leaves_nothing_and_its_successor_waits_for_that(demo: Demo) -> None:
    demo.start()
    children = demo.children()
    assert demo.process is not None
    demo.process.kill()
    demo.process.wait()
    demo.start()
    assert not [pid for pid in children.values() if is_alive(pid)]
    demo.process.kill()
    demo.process.wait()
    assert wait_until(lambda: demo.everyone() == [], 15, 0.1), demo.everyone()
