"""`siyu bench radar`: from a phone to the guide's sidebar, and the sidebar's first answer in a large shop.

Phones report batches over HTTP at a steady rate, whatever the answers; every guide follows all their customers. An
event's time runs from the moment its batch is sent to the moment its line stands in the stream. The limit is the same
rate with nothing in between: one row inserted over one connection, and one message published and received.
"""

import argparse
import asyncio
import os
import random
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import asyncpg
import httpx
import msgspec
from redis.asyncio import Redis

from app.bench.load import Load, load_of, request_bytes, run_load
from app.bench.radar_shop import GUIDES, GuideToken, active_shoppers, guides_and_customers
from app.bench.tag_shop import fill
from app.prove.world import World, running_world
from app.wiring import Built, build

POSTGRES = {"shared_buffers": "1GB", "max_wal_size": "8GB", "effective_cache_size": "4GB"}
BATCH = 5
WARM_SECONDS = 3.0
PATIENCE_SECONDS = 10.0
SHOPPERS = 2000
SENDERS = 32
SIDES = 2
"""Sidebars that open at the same time."""


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    ask = argparse.ArgumentParser(prog="siyu bench radar", description=__doc__)
    ask.add_argument("--members", type=int, default=1_000_000)
    ask.add_argument("--orders", type=int, default=1_000_000)
    ask.add_argument("--events", type=int, default=2_000_000, help="that there are before")
    ask.add_argument("--rate", type=int, default=500, help="events a second")
    ask.add_argument("--seconds", type=float, default=20.0)
    ask.add_argument("--cards", type=int, default=1500, help="first answers")
    return ask.parse_args(arguments)


async def bench_radar(arguments: Sequence[str]) -> None:
    given = _options(arguments)
    async with running_world({"SIYU_LOG_LEVEL": "WARNING"}, postgres=POSTGRES) as world:
        built = build(world.settings)
        async with built.open():
            world.pause("scheduler")
            began = time.perf_counter()
            await fill(built, world.settings.database_url, given.members, given.orders)
            corp = built.modules.community.wecom.corp_id
            guides = await guides_and_customers(built, world.settings.database_url, corp, given.events)
            tokens = await active_shoppers(world.settings.database_url, SHOPPERS)
            _say("radar.filled", seconds=round(time.perf_counter() - began, 1), members=given.members)
            await _first_answers(world, built, guides, given)
            limit = await _limit(world, given)
            await _events(world, guides, tokens, (given, limit))


async def _first_answers(world: World, built: Built, guides: list[GuideToken], given: argparse.Namespace) -> None:
    """Of customers drawn at random: most of them nobody has looked at before."""
    port, dice = int(world.environ["SIYU_PORT"]), random.Random(34)  # noqa: S311
    host = f"127.0.0.1:{port}"
    paths = []
    for _ in range(given.cards + 50):
        n = dice.randint(1, given.members)
        headers = {"authorization": f"Bearer {guides[n % GUIDES].token}"}
        paths.append(request_bytes("GET", f"/api/sidebar/contacts/wm-{n}", host, headers))
    warm, asked = paths[:50], paths[50:]
    await run_load("127.0.0.1", port, 1, lambda _: warm.pop() if warm else None)
    bare = [request_bytes("GET", "/health/live", host) for _ in range(given.cards)]
    limit = await run_load("127.0.0.1", port, SIDES, lambda _: bare.pop() if bare else None)
    ours = await run_load("127.0.0.1", port, SIDES, lambda _: asked.pop() if asked else None)
    _say(
        "radar.first_answer", **_figures(ours), limit_p50_ms=round(limit.p50_ms, 2), limit_p99_ms=round(limit.p99_ms, 2)
    )
    assert ours.refused == 0, "a first answer was refused"


async def _limit(world: World, given: argparse.Namespace) -> Load:
    """The same rate: a bare row and a bare message."""
    settings = world.settings
    connection = await asyncpg.connect(settings.database_url)
    valkey = Redis.from_url(settings.valkey_url)
    await connection.execute("create table public.bench_row (id uuid primary key, at timestamptz not null)")
    sent: dict[bytes, float] = {}
    times: list[float] = []
    total = int(given.rate * given.seconds)
    async with valkey.pubsub(ignore_subscribe_messages=True) as channel:
        await channel.subscribe("bench")

        async def receive() -> None:
            while len(times) < total:
                message = await channel.get_message(timeout=1.0)
                if message is not None:
                    times.append(time.perf_counter() - sent[message["data"]])

        receiving = asyncio.create_task(receive())
        start = time.perf_counter()
        for n in range(total):
            await asyncio.sleep(max(0.0, start + n / given.rate - time.perf_counter()))
            name = uuid4()
            # From the moment it was due: who is late is not let off.
            sent[str(name).encode()] = start + n / given.rate
            await connection.execute("insert into public.bench_row values ($1, now())", name)
            await valkey.publish("bench", str(name))
        async with asyncio.timeout(PATIENCE_SECONDS):
            await receiving
    await valkey.aclose()
    await connection.close()
    return load_of(times, given.seconds)


async def _events(
    world: World, guides: list[GuideToken], tokens: list[str], told: tuple[argparse.Namespace, Load]
) -> None:
    given, limit = told
    sent: dict[str, float] = {}
    seen: dict[str, float] = {}
    refused = 0
    limits = httpx.Limits(max_connections=SENDERS + GUIDES + 4)
    async with httpx.AsyncClient(base_url=world.shop_url, timeout=httpx.Timeout(30, read=None), limits=limits) as http:
        following = [asyncio.create_task(_follow(http, guide, seen)) for guide in guides]
        await asyncio.sleep(WARM_SECONDS)
        batches, start, jobs = int(given.rate * (WARM_SECONDS + given.seconds) / BATCH), time.perf_counter(), set()
        gate = asyncio.Semaphore(SENDERS)

        async def report(token: str, due: float) -> None:
            nonlocal refused
            async with gate:
                now = datetime.now(UTC).isoformat()
                events = [{"id": str(uuid4()), "kind": "page", "at": now, "text": "home"} for _ in range(BATCH)]
                for event in events:
                    sent[event["id"]] = due
                body = {"sentAt": now, "events": events}
                answer = await http.post("/api/mini/events", json=body, headers={"authorization": f"Bearer {token}"})
                if answer.status_code != 202 or answer.json()["kept"] != BATCH:
                    refused += 1

        for n in range(batches):
            due = start + n * BATCH / given.rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            job = asyncio.create_task(report(tokens[n % len(tokens)], due))
            jobs.add(job)
            job.add_done_callback(jobs.discard)
        await asyncio.gather(*jobs)
        spent = time.perf_counter() - start
        await _all_seen(sent, seen)
        for task in following:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
    counted = {id_: due for id_, due in sent.items() if due >= start + WARM_SECONDS}
    ours = load_of([seen[id_] - due for id_, due in counted.items() if id_ in seen], given.seconds, 0)
    _say(
        "radar.event_to_stream",
        **_figures(ours),
        limit_p50_ms=round(limit.p50_ms, 2),
        limit_p99_ms=round(limit.p99_ms, 2),
        events_per_second=round(len(sent) / spent, 1),
        lost=sum(1 for id_ in counted if id_ not in seen),
        refused_batches=refused,
        followers=len(guides),
    )


async def _all_seen(sent: Mapping[str, float], seen: Mapping[str, float]) -> None:
    """Or what is missing is lost."""
    deadline = time.perf_counter() + PATIENCE_SECONDS
    while True:
        if len(seen) >= len(sent) or time.perf_counter() > deadline:
            return
        await asyncio.sleep(0.05)


async def _follow(http: httpx.AsyncClient, guide: GuideToken, seen: dict[str, float]) -> None:
    headers = {"authorization": f"Bearer {guide.token}"}
    async with http.stream("GET", "/api/sidebar/now/stream", headers=headers) as answer:
        assert answer.status_code == 200, answer.status_code
        is_news = False
        async for line in answer.aiter_lines():
            if line.startswith("event: "):
                is_news = line == "event: now"
            elif is_news and line.startswith("data: "):
                at = time.perf_counter()
                seen.setdefault(msgspec.json.decode(line[6:])["last"]["id"], at)


def _figures(load: Load) -> dict[str, Any]:
    return {
        "answers": load.answers,
        "p50_ms": round(load.p50_ms, 2),
        "p99_ms": round(load.p99_ms, 2),
        "worst_ms": round(load.worst_ms, 1),
    }


def _say(name: str, **more: Any) -> None:
    line = {"bench": name, **more, "machine_load": [round(one, 1) for one in os.getloadavg()], "cores": os.cpu_count()}
    print(msgspec.json.encode(line).decode(), flush=True)
