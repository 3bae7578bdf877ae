"""`siyu worker`: Dramatiq's processes, which do not outlive their parent."""

import os
from collections.abc import Sequence
from typing import Any

# Read by Dramatiq at its import: an idle worker else looks for messages once a second only.
os.environ.setdefault("dramatiq_worker_timeout", "100")

from dramatiq.cli import main as dramatiq_main
from dramatiq.cli import make_argument_parser

from app.runtime.process import die_with_parent
from app.settings import load_settings

_STOP_MILLISECONDS = 5_000


def main(arguments: Sequence[str] = ()) -> int:
    """Run the actors until a signal."""
    settings = load_settings()
    parser = make_argument_parser()  # type: ignore[no-untyped-call]
    parsed = parser.parse_args(
        [
            "app.runtime.actors:boot",
            "--processes", str(settings.worker_processes),
            "--threads", str(settings.worker_threads),
            "--worker-shutdown-timeout", str(_STOP_MILLISECONDS),
        ]
    )  # fmt: skip
    return int(dramatiq_main(parsed) or 0)  # type: ignore[no-untyped-call]


def boot() -> Any:
    """Called by Dramatiq in each worker process: gives the broker with its actors."""
    die_with_parent()
    from app.worker import boot as boot_worker  # noqa: PLC0415 - services are built in worker processes alone

    return boot_worker()
