"""One JSON line for each figure."""

from typing import Any

import msgspec

from app.bench.load import Load


def say(name: str, ours: Load, limit: float | None, **more: Any) -> None:
    """`ours` and `limit` are per second; `ratio` is the one over the other."""
    line: dict[str, Any] = {
        "bench": name,
        "ours": round(ours.per_second, 1),
        "limit": round(limit, 1) if limit else None,
        "ratio": round(ours.per_second / limit, 3) if limit else None,
        "p50_ms": round(ours.p50_ms, 2),
        "p99_ms": round(ours.p99_ms, 2),
        "refused": ours.refused,
    } | more
    print(msgspec.json.encode(line).decode(), flush=True)
