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


def say_latency(name: str, ours: Load, limit: Load, **more: Any) -> None:
    """`ours` and `limit` are the medians of a request in milliseconds, in a large and a small shop."""
    line: dict[str, Any] = {
        "bench": name,
        "ours": round(ours.p50_ms, 2),
        "limit": round(limit.p50_ms, 2),
        "ratio": round(ours.p50_ms / limit.p50_ms, 3),
        "p50_ms": round(ours.p50_ms, 2),
        "p99_ms": round(ours.p99_ms, 2),
        "limit_p99_ms": round(limit.p99_ms, 2),
        "refused": ours.refused + limit.refused,
    } | more
    print(msgspec.json.encode(line).decode(), flush=True)
