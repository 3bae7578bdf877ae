"""`siyu bench sync`: a full comparison of WeCom's contacts, the first one and one that finds nothing new, against the
bare calls that read the same pages; and the answers to a burst of callbacks.
"""

import argparse
import asyncio
import base64
import hashlib
import os
import struct
import time
from collections.abc import Sequence
from typing import Any

import httpx
import msgspec
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from app.bench.load import request_bytes, run_load
from app.bench.report import say
from app.prove.callbacks import PROVER
from app.prove.world import World, running_world
from app.settings import Settings
from app.wiring import Built, build

AT_ONCE = 64
PATIENCE_SECONDS = 1800.0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    ask = argparse.ArgumentParser(prog="siyu bench sync", description=__doc__)
    ask.add_argument("--contacts", type=int, default=50_000)
    ask.add_argument("--guides", type=int, default=50)
    ask.add_argument("--callbacks", type=int, default=1000)
    return ask.parse_args(arguments)


async def bench_sync(arguments: Sequence[str]) -> None:
    given = _options(arguments)
    async with running_world({"SIYU_LOG_LEVEL": "WARNING"}) as world:
        built = build(world.settings)
        async with built.open():
            async with httpx.AsyncClient(base_url=world.emulator_url, timeout=600) as emulator:
                asked = {"guides": given.guides, "contacts": given.contacts}
                (await emulator.post("/play/wecom/fill", json=asked)).raise_for_status()
            bare = await _bare(built)
            for name in ("first", "again"):
                await _compare(built, name, bare)
            await _burst(built, world, given.callbacks)


async def _bare(built: Built) -> tuple[int, float]:
    """Calls and seconds of reading every page, and doing nothing with it."""
    contacts = built.modules.community.wecom.contacts
    began, calls, cursor = time.perf_counter(), 1, None
    guides = await contacts.guides()
    for place in range(0, len(guides), 100):
        while True:
            page = await contacts.followed_page(guides[place : place + 100], cursor)
            calls, cursor = calls + 1, page.next_cursor
            if cursor is None:
                break
    return calls, time.perf_counter() - began


async def _compare(built: Built, name: str, bare: tuple[int, float]) -> None:
    """Done by the worker, as every comparison."""
    pool = await built.database.pool()
    began = time.perf_counter()
    run_id = (await built.modules.community.comparison.start(PROVER)).id
    while time.perf_counter() < began + PATIENCE_SECONDS:
        row = await pool.fetchrow("select * from community.comparison where id = $1", run_id)
        if row["state"] == "done":
            break
        await asyncio.sleep(0.2)
    seconds = time.perf_counter() - began
    _say(
        f"sync.{name}",
        ours=round(seconds, 1),
        limit=round(bare[1], 1),
        ratio=round(seconds / bare[1], 2),
        calls=row["calls"],
        limit_calls=bare[0],
        pairs=row["pairs"],
        missing=row["missing"],
        state=row["state"],
    )


async def _burst(built: Built, world: World, count: int) -> None:
    """Events about contacts whom the shop knows, over AT_ONCE connections, once what the comparison led to is done."""
    pool = await built.database.pool()
    is_busy = True
    while is_busy:
        is_busy = await pool.fetchval(
            "select exists (select from kernel.delivery where status = 'pending' and due_at < now())"
        )
        await asyncio.sleep(0.2)
    pairs = await pool.fetch("select user_id, contact_id from community.follow limit $1", count)
    requests = [_event(world.settings, number, dict(pair)) for number, pair in enumerate(pairs)]
    waiting = iter(requests)
    port = int(world.environ["SIYU_PORT"])
    load = await run_load("127.0.0.1", port, AT_ONCE, lambda _: next(waiting, None))
    say("sync.callbacks", load, None, stored=await pool.fetchval("select count(*) from kernel.inbox"))


def _event(settings: Settings, number: int, pair: dict[str, str]) -> bytes:
    """A sealed `edit_external_contact`, signed as WeCom would."""
    papers = settings.wecom
    assert papers is not None, "the emulator has papers"
    stamp, nonce = str(int(time.time())), str(number)
    plain = (
        f"<xml><ToUserName>{papers.corp_id}</ToUserName><FromUserName>sys</FromUserName><CreateTime>{stamp}</CreateTime>"
        "<MsgType>event</MsgType><Event>change_external_contact</Event>"
        f"<ChangeType>edit_external_contact</ChangeType><UserID>{pair['user_id']}</UserID>"
        f"<ExternalUserID>{pair['contact_id']}</ExternalUserID></xml>"
    )
    sealed = _sealed(papers.callback_aes_key, papers.corp_id, plain.encode())
    parts = sorted((papers.callback_token, stamp, nonce, sealed))
    signature = hashlib.sha1("".join(parts).encode()).hexdigest()  # noqa: S324 - WeCom's scheme
    body = f"<xml><ToUserName>{papers.corp_id}</ToUserName><Encrypt>{sealed}</Encrypt></xml>".encode()
    query = f"msg_signature={signature}&timestamp={stamp}&nonce={nonce}"
    head = request_bytes("POST", f"/hooks/wecom?{query}", "shop", {"content-length": str(len(body))})
    return head + body


def _sealed(aes_key: str, corp_id: str, content: bytes) -> str:
    key = base64.b64decode(aes_key + "=")
    plain = os.urandom(16) + struct.pack(">I", len(content)) + content + corp_id.encode()
    padding = 32 - len(plain) % 32
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(plain + bytes([padding]) * padding) + encryptor.finalize()).decode()


def _say(name: str, **figures: Any) -> None:
    print(msgspec.json.encode({"bench": name} | figures).decode(), flush=True)
