"""`siyu worker`: Dramatiq's processes, which do not outlive their parent."""

import os
from collections.abc import Sequence
from tempfile import TemporaryDirectory
from typing import Any

# Read by Dramatiq at its import: an idle worker else looks for messages once a second only.
os.environ.setdefault("dramatiq_worker_timeout", "100")

from dramatiq.cli import main as dramatiq_main
from dramatiq.cli import make_argument_parser

from app.runtime.preflight import need_port
from app.runtime.process import die_with_parent
from app.settings import load_settings

_STOP_MILLISECONDS = 5_000


def main(arguments: Sequence[str] = ()) -> int:
    """Run the actors until a signal. Raises `CannotStart` when the port for metrics is taken."""
    settings = load_settings()
    options = [
        "app.runtime.actors:boot",
        "--processes", str(settings.worker_processes),
        "--threads", str(settings.worker_threads),
        "--worker-shutdown-timeout", str(_STOP_MILLISECONDS),
    ]  # fmt: skip
    if settings.worker_metrics_port is None:
        return _run(options)
    need_port(settings.worker_metrics_port, "SIYU_WORKER_METRICS_PORT", settings.host)
    # A new folder for every start: counters begin at zero, as those of any process do.
    with TemporaryDirectory(prefix="siyu-metrics-") as folder:
        # Read by prometheus_client at its import, which is why nothing that imports it is imported here.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        return _run([*options, "--fork-function", "app.runtime.metrics:add_up"])


def _run(options: Sequence[str]) -> int:
    parsed = make_argument_parser().parse_args(options)  # type: ignore[no-untyped-call]
    return int(dramatiq_main(parsed) or 0)  # type: ignore[no-untyped-call]


def boot() -> Any:
    """Called by Dramatiq in each worker process: gives the broker with its actors."""
    die_with_parent()
    from app.worker import boot as boot_worker  # noqa: PLC0415 - services are built in worker processes alone

    return boot_worker()
