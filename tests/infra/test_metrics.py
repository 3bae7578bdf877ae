"""The worker and the scheduler can be scraped, whichever of their processes did the work."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from app.actors.queue import SWEEP
from app.runtime.netports import choose_port
from app.settings import ROOT, load_settings
from app.wiring import build
from tests.infra.test_runtime_refusals import assert_refused, siyu

LIMIT_SECONDS = 30.0
TOKEN = {"authorization": "Bearer let-me-look"}


@pytest.fixture
def environ(fresh_database_url: str, valkey_url: str, tmp_path: Path) -> dict[str, str]:
    return {
        "SIYU_MODE": "test",
        "SIYU_HOME": str(tmp_path),
        "SIYU_DATABASE_URL": fresh_database_url,
        "SIYU_VALKEY_URL": valkey_url,
        "SIYU_METRICS_TOKEN": "let-me-look",
        "SIYU_WORKER_PROCESSES": "2",
        "TMPDIR": str(tmp_path),
    }


@contextmanager
def _running(command: str, environ: dict[str, str], log: Path) -> Iterator[None]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SIYU_")}
    with log.open("wb") as output:
        child = subprocess.Popen(
            [sys.executable, "-m", "app.cli", command],
            cwd=ROOT,
            env=kept | environ,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        try:
            yield
            child.send_signal(signal.SIGTERM)
            child.wait(20)
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()


def _scraped(url: str, sample: str, wanted: float, log: Path) -> str:
    """The text once the sample has come to `wanted`; fails when it goes beyond."""
    deadline = time.monotonic() + LIMIT_SECONDS
    text = ""
    while time.monotonic() < deadline:
        try:
            text = httpx.get(url, headers=TOKEN, timeout=5).text
        except httpx.HTTPError:
            time.sleep(0.05)
            continue
        found = re.search(rf"^{re.escape(sample)} (\S+)$", text, re.MULTILINE)
        if found and float(found[1]) >= wanted:
            assert float(found[1]) == wanted
            return text
        time.sleep(0.05)
    raise AssertionError(f"{sample} did not come to {wanted}\n{text}\n{log.read_text()[-2000:]}")


def test_a_worker_adds_up_what_its_processes_did(environ: dict[str, str], tmp_path: Path) -> None:
    port, log = choose_port(), tmp_path / "worker.log"
    url, counted = f"http://127.0.0.1:{port}/metrics", 'siyu_sweeps_total{name="kernel.wake_stale",outcome="done"}'
    queue = build(load_settings(environ)).queue
    with _running("worker", environ | {"SIYU_WORKER_METRICS_PORT": str(port)}, log):
        sent, deadline = 0, time.monotonic() + LIMIT_SECONDS
        while len(list(tmp_path.glob("siyu-metrics-*/counter_*.db"))) < 2:
            assert time.monotonic() < deadline, "one process does it all"
            queue.send(SWEEP, "kernel.wake_stale")
            sent += 1
            # No faster than two processes can do: what is sent while they start waits for them.
            time.sleep(0.02)
        _scraped(url, counted, sent, log)
        assert httpx.get(url, timeout=5).status_code == 401
        assert httpx.get(f"http://127.0.0.1:{port}/", headers=TOKEN, timeout=5).status_code == 404
    assert list(tmp_path.glob("siyu-metrics-*")) == []


def test_a_server_adds_up_what_its_processes_served(environ: dict[str, str], tmp_path: Path) -> None:
    port, log = choose_port(), tmp_path / "serve.log"
    base = f"http://127.0.0.1:{port}"
    with _running("serve", environ | {"SIYU_PORT": str(port), "SIYU_WORKERS": "2"}, log):
        served, deadline = 0, time.monotonic() + LIMIT_SECONDS
        # A connection of its own each time, until both processes have answered.
        while len(list(tmp_path.glob("siyu-metrics-*/counter_*.db"))) < 2 or served < 20:
            assert time.monotonic() < deadline, f"one process serves it all\n{log.read_text()[-2000:]}"
            try:
                served += httpx.get(f"{base}/health/live", timeout=5).status_code == 200
            except httpx.HTTPError:
                time.sleep(0.05)
        _scraped(f"{base}/metrics", 'siyu_http_requests_total{operation="live",status="200"}', served, log)
    assert list(tmp_path.glob("siyu-metrics-*")) == []


def test_a_scheduler_tells_that_it_is_the_one_that_sends(environ: dict[str, str], tmp_path: Path) -> None:
    first, second = choose_port(), choose_port()
    log, other_log = tmp_path / "first.log", tmp_path / "second.log"
    with _running("scheduler", environ | {"SIYU_SCHEDULER_METRICS_PORT": str(first)}, log):
        _scraped(f"http://127.0.0.1:{first}/metrics", "siyu_scheduler_elected", 1, log)
        _scraped(f"http://127.0.0.1:{first}/metrics", 'siyu_sweeps_sent_total{name="payments.poll_attempts"}', 1, log)
        with _running("scheduler", environ | {"SIYU_SCHEDULER_METRICS_PORT": str(second)}, other_log):
            _scraped(f"http://127.0.0.1:{second}/metrics", "siyu_scheduler_elected", 0, other_log)


@pytest.mark.parametrize("command", ["worker", "scheduler"])
def test_a_taken_port_is_named(command: str, environ: dict[str, str]) -> None:
    variable = f"SIYU_{command.upper()}_METRICS_PORT"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = siyu(command, **environ, **{variable: str(taken.getsockname()[1])})
    assert_refused(done, f"(set {variable})")
