"""The copies of flash sale pools over Valkey: counting and queueing in one script, consumers by a consumer group."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from itertools import batched
from typing import Any
from uuid import UUID

from redis.asyncio import Redis
from redis.exceptions import NoScriptError, RedisError, ResponseError

from adapters.gathering import Gathering
from adapters.valkey import flash_scripts as scripts
from adapters.valkey.flash_keys import GROUP, bundle, hash_key, line, millis, stream_key
from ports.kernel import MemberId, refuse_in_transaction
from ports.promotion.flash import Ask, Bundle, Copy, CopyState, Counted, Look, PoolRef, QueueUnavailable

KEPT_FOR = timedelta(days=60)
"""Copies that nobody dropped go away by themselves. One that is needed longer is then made anew, as after a loss."""

UNFINISHED_SECONDS = 3.0
"""A bundle that was taken so long ago may be claimed by another consumer."""

LOAD_BATCH = 500


class ValkeyFlashQueue:
    """Implements `ports.promotion.flash.FlashQueue`, `FlashCopies` and `FlashStream`."""

    def __init__(self, valkey: Redis) -> None:
        self._valkey = valkey
        self._gatherings: dict[PoolRef, Gathering[tuple[Ask, str], int]] = {}
        self._known: dict[str, str] = {}

    async def close_connections(self) -> None:
        await self._valkey.aclose()

    async def reserve(self, pool: PoolRef, ask: Ask, at: datetime) -> int:
        refuse_in_transaction()
        gathering = self._gatherings.get(pool)
        if gathering is None:
            gathering = self._gatherings[pool] = Gathering(partial(self._reserve_many, pool))
        try:
            return await gathering.ask((ask, millis(at)))
        finally:
            if gathering.is_idle:
                self._gatherings.pop(pool, None)

    async def _reserve_many(self, pool: PoolRef, asks: list[tuple[Ask, str]]) -> list[int]:
        arguments = [max(at for _, at in asks), *(line(ask, at) for ask, at in asks)]
        async with _told():
            answers = await self._run(scripts.RESERVE, pool, arguments)
        return answers if isinstance(answers, list) else [answers] * len(asks)

    async def look(self, pool: PoolRef, member_id: MemberId, ticket_id: UUID) -> Look:
        refuse_in_transaction()
        async with _told():
            free, done, had = await self._valkey.hmget(hash_key(pool), ["free", "done", member_id.hex])
        seq = next((one.seq for one in _counted(member_id, had or b"") if one.ticket_id == ticket_id), None)
        return Look(free is not None, seq, max(0, seq - int(done) - 1) if seq and done is not None else 0)

    async def free(self, pools: Sequence[PoolRef]) -> list[int | None]:
        refuse_in_transaction()
        async with _told():
            asked = self._valkey.pipeline(transaction=False)
            for pool in pools:
                asked.hget(hash_key(pool), "free")
            found = await asked.execute() if pools else []
        return [None if one is None else int(one) for one in found]

    async def server_id(self) -> str:
        refuse_in_transaction()
        async with _told():
            found: dict[str, Any] = await self._valkey.info("server")
        return str(found["run_id"])

    async def load(self, pool: PoolRef, copy: Copy) -> None:
        refuse_in_transaction()
        key, stream = hash_key(pool), stream_key(pool)
        members: dict[str, str] = {}
        for one in copy.tickets:
            name = one.member_id.hex
            members[name] = members.get(name, "") + f"{one.ticket_id.hex}:{one.quantity}:{one.seq} "
        async with _told():
            if await self._valkey.hexists(key, "free"):
                return
            for some in batched(members.items(), LOAD_BATCH):
                await self._valkey.hset(key, mapping=dict(some))
            try:
                await self._valkey.xgroup_create(stream, GROUP, "0", mkstream=True)
            except ResponseError as error:
                if "BUSYGROUP" not in str(error):
                    raise
            fields: dict[Any, Any] = {
                "open": millis(copy.opens_at),
                "close": millis(copy.closes_at),
                "max": copy.per_member_max,
                "seq": 0,
                "done": 0,
                "free": copy.free,
            }
            # Last, because with what is free the copy is loaded.
            last = self._valkey.pipeline(transaction=True)
            last.hset(key, mapping=fields)
            last.expire(key, KEPT_FOR)
            last.expire(stream, KEPT_FOR)
            await last.execute()

    async def state(self, pool: PoolRef) -> CopyState | None:
        refuse_in_transaction()
        async with _told():
            asked = self._valkey.pipeline(transaction=True)
            asked.hmget(hash_key(pool), ["free", "seq"])
            asked.xlen(stream_key(pool))
            (free, seq), waiting = await asked.execute()
        return None if free is None else CopyState(int(free), int(seq), waiting)

    async def settle(self, pool: PoolRef, accepted: int, free: int) -> bool:
        refuse_in_transaction()
        async with _told():
            return bool(await self._run(scripts.SETTLE, pool, [str(accepted), str(free)]))

    async def forgive(self, pool: PoolRef, tickets: Sequence[tuple[MemberId, UUID]]) -> None:
        refuse_in_transaction()
        async with _told():
            await self._run(scripts.FORGIVE, pool, [id_.hex for ticket in tickets for id_ in ticket])

    async def close(self, pool: PoolRef, at: datetime) -> None:
        refuse_in_transaction()
        async with _told():
            await self._run(scripts.CLOSE, pool, [millis(at)])

    async def pause(self, pool: PoolRef) -> None:
        refuse_in_transaction()
        async with _told():
            await self._valkey.hdel(hash_key(pool), "free")

    async def waiting(self, pool: PoolRef) -> int:
        refuse_in_transaction()
        async with _told():
            return int(await self._valkey.xlen(stream_key(pool)))

    async def drop(self, pool: PoolRef) -> None:
        refuse_in_transaction()
        async with _told():
            await self._valkey.unlink(hash_key(pool), stream_key(pool))

    async def read(
        self, pools: Sequence[PoolRef], consumer: str, bundles_max: int, wait_seconds: float
    ) -> list[tuple[PoolRef, Bundle]]:
        refuse_in_transaction()
        by_key = {stream_key(pool): pool for pool in pools}
        async with _told():
            found = await self._valkey.xreadgroup(
                GROUP, consumer, dict.fromkeys(by_key, ">"), count=bundles_max, block=int(wait_seconds * 1000)
            )
        return [(by_key[key], one) for key, entries in _by_stream(found) for one in _bundles(entries)]

    async def claim(self, pool: PoolRef, consumer: str, bundles_max: int) -> list[Bundle]:
        refuse_in_transaction()
        async with _told():
            found = await self._valkey.xautoclaim(
                stream_key(pool), GROUP, consumer, int(UNFINISHED_SECONDS * 1000), "0-0", count=bundles_max
            )
        return _bundles(found[1])

    async def finish(self, pool: PoolRef, bundles: Sequence[Bundle]) -> None:
        refuse_in_transaction()
        arguments = [GROUP]
        for one in bundles:
            arguments += (one.id, str(len(one.tickets)))
        async with _told():
            await self._run(scripts.FINISH, pool, arguments)

    async def _run(self, script: str, pool: PoolRef, arguments: Sequence[str]) -> Any:
        sha = self._known.get(script)
        if sha is None:
            sha = self._known[script] = str(await self._valkey.script_load(script))
        keys = (hash_key(pool), stream_key(pool))
        try:
            return await self._valkey.evalsha(sha, 2, *keys, *arguments)
        except NoScriptError:
            # A server that was started anew knows no script.
            await self._valkey.script_load(script)
            return await self._valkey.evalsha(sha, 2, *keys, *arguments)


def _counted(member_id: MemberId, had: bytes | str) -> list[Counted]:
    text = had.decode() if isinstance(had, bytes) else had
    parts = (one.split(":") for one in text.split())
    return [Counted(member_id, UUID(ticket), int(quantity), int(seq)) for ticket, quantity, seq in parts]


def _by_stream(found: Any) -> list[tuple[str, Any]]:
    """RESP2 gives a list of pairs, RESP3 a dictionary."""
    if not found:
        return []
    if isinstance(found, dict):
        return [(key.decode(), entries[0] if entries else []) for key, entries in found.items()]
    return [(key.decode(), entries) for key, entries in found]


def _bundles(entries: Any) -> list[Bundle]:
    """Entries that were deleted in the meantime come without fields."""
    return [bundle(id_, fields) for id_, fields in entries if fields]


@asynccontextmanager
async def _told() -> AsyncIterator[None]:
    """What the server or the way to it says, in our words."""
    try:
        yield
    except (RedisError, OSError) as error:
        raise QueueUnavailable from error
