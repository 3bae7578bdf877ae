"""The script that counts and queues, pipelined over raw sockets, against the smallest one on the same server."""

import asyncio
import time
from collections.abc import Sequence
from datetime import timedelta
from statistics import median
from urllib.parse import urlsplit
from uuid import uuid4

import msgspec

from app.wiring import FLASH_LOAD, Built
from ports.kernel import CampaignId, MemberId, SkuId
from ports.promotion.flash import Ask, Copy, PoolRef

SOCKETS = 4
IN_FLIGHT = 64
"""Reservations that a socket has sent and not heard of."""

BATCHES = (64, 16, 1)
"""What a process of the API sends in one call: 64 under a crowd, 1 for a single caller."""

READ_BYTES = 1 << 18


ROUNDS = 9
"""In turns with the limit, each on a pool of its own: the machine's speed changes from one second to the next."""


async def measure_script(built: Built, count: int) -> None:
    """`count` reservations a round."""
    pool = PoolRef(CampaignId(uuid4()), SkuId(uuid4()), 1, 1)
    commands = await FLASH_LOAD.smallest(built.valkey, pool, count)
    await _rate(built, commands, 1)
    for batch in BATCHES:
        ours, limits = [], []
        for _ in range(ROUNDS):
            limits.append(await _rate(built, commands, 1))
            ours.append(await _ours(built, count, batch))
        ratios = sorted(one[0] / limit[0] for one, limit in zip(ours, limits, strict=True))
        line = {
            "bench": f"flash.script.batch{batch}",
            "ours": round(median(one[0] for one in ours)),
            "limit": round(median(limit[0] for limit in limits)),
            "ratio": round(median(ratios), 3),
            "ratio_least": round(ratios[0], 3),
            "ratio_most": round(ratios[-1], 3),
            "server_us": round(median(one[1] for one in ours), 2),
            "limit_server_us": round(median(limit[1] for limit in limits), 2),
        }
        print(msgspec.json.encode(line).decode(), flush=True)


async def _ours(built: Built, count: int, batch: int) -> tuple[float, float]:
    now = built.clock.now()
    copy = Copy(now, now + timedelta(hours=1), 1, 10**9)
    asks = [Ask(uuid4(), MemberId(uuid4()), 1, uuid4().hex, None) for _ in range(count)]
    pool = PoolRef(CampaignId(uuid4()), SkuId(uuid4()), 1, 1)
    await built.modules.promotion.flash.copies.load(pool, copy)
    found = await _rate(built, list(await FLASH_LOAD.ours(built.valkey, pool, asks, copy, batch)), batch)
    await built.modules.promotion.flash.copies.drop(pool)
    return found


async def _rate(built: Built, commands: Sequence[bytes], batch: int) -> tuple[float, float]:
    """Reservations a second, and microseconds of the server's own processor for each."""
    size = max(1, IN_FLIGHT // batch)
    chunks = [(b"".join(commands[i : i + size]), len(commands[i : i + size])) for i in range(0, len(commands), size)]
    chunks.reverse()
    url = urlsplit(built.settings.valkey_url)
    cpu_before = await _cpu_seconds(built)
    began = time.perf_counter()
    await asyncio.gather(*(_socket(url.hostname or "", url.port or 0, url.password, chunks) for _ in range(SOCKETS)))
    spent = time.perf_counter() - began
    count = len(commands) * batch
    return count / spent, (await _cpu_seconds(built) - cpu_before) / count * 1e6


async def _socket(host: str, port: int, password: str | None, chunks: list[tuple[bytes, int]]) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    if password:
        writer.write(b"AUTH " + password.encode() + b"\r\n")
        await reader.readline()
    while chunks:
        content, answers = chunks.pop()
        writer.write(content)
        # An answer is a number, or a list of numbers, which begins with a star.
        while answers > 0:
            data = await reader.read(READ_BYTES)
            stars = data.count(b"*")
            answers -= stars or data.count(b"\r\n")
    writer.close()


async def _cpu_seconds(built: Built) -> float:
    found = await built.valkey.info("cpu")
    return float(found["used_cpu_user"]) + float(found["used_cpu_sys"])
