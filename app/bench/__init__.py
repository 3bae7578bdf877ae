"""`siyu bench NAME`: measures against the limit of the same machine in the same run; prints one JSON line a figure."""

import os
import sys
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import uvloop

from app.bench.combine import bench_combine
from app.bench.flash import bench_flash
from app.bench.listing import bench_listing
from app.bench.memory import bench_memory
from app.bench.order import bench_order
from app.bench.points import bench_points
from app.bench.price import bench_price
from app.bench.purchase import bench_purchase
from app.bench.radar import bench_radar
from app.bench.read import bench_read
from app.bench.sync import bench_sync
from app.bench.tags import bench_tags

BENCHES: dict[str, Callable[[Sequence[str]], Coroutine[Any, Any, None]]] = {
    "read": bench_read,
    "order": bench_order,
    "points": bench_points,
    "price": bench_price,
    "purchase": bench_purchase,
    "listing": bench_listing,
    "memory": bench_memory,
    "combine": bench_combine,
    "flash": bench_flash,
    "sync": bench_sync,
    "tags": bench_tags,
    "radar": bench_radar,
}


def main(arguments: Sequence[str] = ()) -> int:
    if not arguments or arguments[0] not in BENCHES:
        print(f"usage: siyu bench {' | '.join(BENCHES)} [options]", file=sys.stderr)
        return 2
    os.environ.setdefault("SIYU_MODE", "test")
    os.environ.setdefault("SIYU_LOG_LEVEL", "WARNING")
    uvloop.run(BENCHES[arguments[0]](arguments[1:]))
    return 0
