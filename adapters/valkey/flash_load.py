"""Raw commands for `siyu bench flash`: our script and the smallest one, as bytes for a socket."""

from collections.abc import Iterator, Sequence
from itertools import batched

from redis.asyncio import Redis

from adapters.valkey.flash_keys import hash_key, line, millis, stream_key
from adapters.valkey.flash_scripts import RESERVE, SMALLEST
from ports.promotion.flash import Ask, Copy, PoolRef


def packed(*arguments: str) -> bytes:
    """One command in RESP."""
    parts = [b"*%d\r\n" % len(arguments)]
    for argument in arguments:
        encoded = argument.encode()
        parts.append(b"$%d\r\n%s\r\n" % (len(encoded), encoded))
    return b"".join(parts)


async def smallest(valkey: Redis, pool: PoolRef, count: int) -> list[bytes]:
    """`count` calls of a script that counts down with a bound, and the counter that they need."""
    sha = await valkey.script_load(SMALLEST)
    key = f"{hash_key(pool)}:smallest"
    await valkey.set(key, 10**9)
    return [packed("EVALSHA", str(sha), "1", key)] * count


async def ours(valkey: Redis, pool: PoolRef, asks: Sequence[Ask], copy: Copy, batch: int) -> Iterator[bytes]:
    """Calls of our script, `batch` reservations in each. The copy is loaded by the caller."""
    sha = str(await valkey.script_load(RESERVE))
    at = millis(copy.opens_at)

    def commands() -> Iterator[bytes]:
        for some in batched(asks, batch):
            lines = (line(ask, at) for ask in some)
            yield packed("EVALSHA", sha, "2", hash_key(pool), stream_key(pool), at, *lines)

    return commands()
