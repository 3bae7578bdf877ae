"""The script that counts and queues, pipelined over raw sockets, against the smallest one on the same server."""

import asyncio
import time
from collections.abc import Sequence
from datetime import timedelta
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


async def measure_script(built: Built, count: int) -> None:
    pool = PoolRef(CampaignId(uuid4()), SkuId(uuid4()), 1, 1)
    now = built.clock.now()
    copy = Copy(now, now + timedelta(hours=1), 1, 10**9)
    commands = await FLASH_LOAD.smallest(built.valkey, pool, count)
    await _rate(built, commands, 1)
    for batch in BATCHES:
        before = await _rate(built, commands, 1)
        asks = [Ask(uuid4(), MemberId(uuid4()), 1, uuid4().hex, None) for _ in range(count)]
        fresh = PoolRef(CampaignId(uuid4()), SkuId(uuid4()), 1, 1)
        await built.modules.promotion.flash.copies.load(fresh, copy)
        ours = await _rate(built, list(await FLASH_LOAD.ours(built.valkey, fresh, asks, copy, batch)), batch)
        await built.modules.promotion.flash.copies.drop(fresh)
        after = await _rate(built, commands, 1)
        limit = (before[0] + after[0]) / 2
        line = {
            "bench": f"flash.script.batch{batch}",
            "ours": round(ours[0]),
            "limit": round(limit),
            "ratio": round(ours[0] / limit, 3),
            "server_us": round(ours[1], 2),
            "limit_server_us": round((before[1] + after[1]) / 2, 2),
        }
        print(msgspec.json.encode(line).decode(), flush=True)


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
