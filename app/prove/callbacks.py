"""`siyu prove callbacks`: people add, delete and edit in WeCom, and come and go in groups; callbacks are dropped,
doubled and turned round; the shop's processes are killed. After a comparison the mirror is what the emulator knows to
be true.
"""

import argparse
import asyncio
import random
import time
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg
import httpx

from app.prove.callbacks_groups import Crowd, groups_compared, groups_off
from app.prove.world import World, running_world
from app.wiring import Built, build
from domain.community.comparison import ComparisonRunning
from ports.governance.api import Actor
from ports.kernel import OperatorId, OutsideUnavailable, StorageUnavailable

FAULTS = {
    "wecom": {"dropPushRate": 0.2, "duplicatePushRate": 0.2, "reorderPushRate": 0.2, "busyRate": 0.02},
    "timeScale": 0.05,
}
TAGS = {"阶段": ("孕期", "新生儿", "学步"), "热度": ("高", "中", "低")}
GROUP_ACTS = 0.35
"""Of all acts."""
QUIET_SECONDS = 180.0
PROVER = Actor(OperatorId(UUID(int=7)), "核对", frozenset({"community.read", "community.write"}), "127.0.0.1")
_MIRROR = """
    select f.user_id, f.contact_id, f.remark, f.description, f.state,
           array(select tag_id from community.follow_tag t
                 where t.user_id = f.user_id and t.contact_id = f.contact_id order by 1) as tags
    from community.follow f where f.ended_at is null
"""
_MEMBERS = """
    select i.subject, i.unionid, i.member_id from members.identity i where i.channel = 'wecom'
"""


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    ask = argparse.ArgumentParser(prog="siyu prove callbacks", description=__doc__)
    ask.add_argument("--seconds", type=float, default=60.0)
    ask.add_argument("--guides", type=int, default=4)
    ask.add_argument("--people", type=int, default=60)
    ask.add_argument("--kill-every", type=float, default=8.0, metavar="SECONDS")
    ask.add_argument("--seed", type=int, default=1)
    return ask.parse_args(arguments)


class Company:
    """Guides and people of the emulator, who do whatever comes to their minds."""

    def __init__(self, emulator: httpx.AsyncClient, given: argparse.Namespace) -> None:
        self._emulator = emulator
        self._dice = random.Random(given.seed)  # noqa: S311
        self.guides = [f"guide{number}" for number in range(given.guides)]
        self._devices = [f"person-{number}" for number in range(given.people)]
        self._pairs: set[tuple[str, str]] = set()
        self._tags: list[str] = []
        self.crowd = Crowd(self.play, self._dice, (self.guides, self._devices))
        self.acts = 0

    async def play(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = await self._emulator.post(f"/play/wecom/{path}", json=body)
        answer.raise_for_status()
        return answer.json()  # type: ignore[no-any-return]

    async def open(self) -> None:
        for guide in self.guides:
            await self.play("staff", {"userId": guide, "name": f"导购 {guide}"})
        for group, names in TAGS.items():
            made = await self.play("tags", {"group": group, "tags": list(names)})
            self._tags += [tag["id"] for tag in made["tag"]]

    async def act(self) -> None:
        if self._dice.random() < GROUP_ACTS:
            return await self.crowd.act()
        pair = (self._dice.choice(self._devices), self._dice.choice(self.guides))
        body = {"device": pair[0], "userId": pair[1]}
        self.acts += 1
        if pair not in self._pairs:
            await self.play("add", body | {"addWay": 1, "state": f"code{self._dice.randrange(5)}"})
            self._pairs.add(pair)
        elif self._dice.random() < 0.3:
            await self.play(self._dice.choice(("delete-guide", "delete-contact")) + "/pair", body)
            self._pairs.discard(pair)
        else:
            tags = self._dice.sample(self._tags, 3)
            notes = {"remark": f"备注 {self.acts}", "addTagIds": tags[:2], "removeTagIds": tags[2:]}
            await self.play("note", body | notes)

    async def truth(self) -> dict[str, list[dict[str, Any]]]:
        answer = await self._emulator.get("/play/wecom/truth")
        answer.raise_for_status()
        return answer.json()  # type: ignore[no-any-return]


async def prove_callbacks(arguments: Sequence[str]) -> int:
    given = _options(arguments)
    async with running_world() as world:
        built = build(world.settings)
        async with built.open(), httpx.AsyncClient(base_url=world.emulator_url, timeout=20) as emulator:
            company = Company(emulator, given)
            await company.open()
            (await emulator.put("/play/faults", json=FAULTS)).raise_for_status()
            await _live(world, company, given)
            (await emulator.put("/play/faults", json={})).raise_for_status()
            return await _judge(built, world, company)


async def _live(world: World, company: Company, given: argparse.Namespace) -> None:
    end = time.monotonic() + given.seconds
    dice = random.Random(given.seed)  # noqa: S311

    async def kill() -> None:
        while (wait := min(given.kill_every * dice.uniform(0.6, 1.4), end - time.monotonic())) > 0:
            await asyncio.sleep(wait)
            world.kill(dice.choice(("serve", "worker", "scheduler")))

    killing = asyncio.create_task(kill())
    while time.monotonic() < end:
        await company.act()
        await asyncio.sleep(0.02)
    await killing


async def _judge(built: Built, world: World, company: Company) -> int:
    pool = await built.database.pool()
    await world.wait_for(world.shop_url + "/health/ready")
    await _quiet(pool)
    told, _ = await _difference(pool, company)
    first = await _compared(built, pool)
    off, pairs = await _difference(pool, company)
    second = await _compared(built, pool)
    late, _ = await groups_off(pool, await company.truth())
    compared = await groups_compared(built, pool, QUIET_SECONDS)
    wrong, groups = await groups_off(pool, await company.truth())
    again = await groups_compared(built, pool, QUIET_SECONDS)
    inbox, joined = await pool.fetchval("select count(*) from kernel.inbox"), await _people_off(pool, company)
    print(f"acts with contacts {company.acts}, callbacks stored {inbox}, kills {world.kills}, pairs in the end {pairs}")
    print(f"pairs that differed before the comparison {told}; it found {first} (missing, extra, different)")
    print(f"acts in groups {company.crowd.acts}, groups in the end {groups}")
    print(f"groups that differed before their comparison {late}; it found {compared} (missing, extra, different)")
    checks = {
        "groups that differ after the comparison": wrong,
        "gaps of groups that a second comparison finds": sum(again),
        "pairs that differ after the comparison": off,
        "gaps that a second comparison finds": sum(second),
        "contacts that are no member, or of one unionid and two members": joined,
        "callbacks parked": await pool.fetchval("select count(*) from kernel.delivery where status = 'parked'"),
    }
    for name, count in checks.items():
        print(f"{'ok ' if count == 0 else 'OFF'} {name}: {count}")
    return 0 if not any(checks.values()) else 1


async def _quiet(pool: asyncpg.Pool) -> None:
    """Until all callbacks and the jobs they led to are done."""
    end = time.monotonic() + QUIET_SECONDS
    calm = 0
    while calm < 4 and time.monotonic() < end:
        pending = await pool.fetchval("select count(*) from kernel.delivery where status = 'pending'")
        calm = calm + 1 if pending == 0 else 0
        await asyncio.sleep(0.5)


async def _compared(built: Built, pool: asyncpg.Pool) -> tuple[int, int, int]:
    """A comparison as an operator starts it, done by the workers."""
    end = time.monotonic() + QUIET_SECONDS
    run_id = None
    while time.monotonic() < end:
        try:
            run_id = run_id or (await built.modules.community.comparison.start(PROVER)).id
        except (ComparisonRunning, OutsideUnavailable, StorageUnavailable):
            await asyncio.sleep(0.5)
            continue
        row = await pool.fetchrow("select * from community.comparison where id = $1", run_id)
        if row["state"] == "done":
            return row["missing"], row["extra"], row["different"]
        await asyncio.sleep(0.3)
    raise TimeoutError("the comparison does not end")


async def _difference(pool: asyncpg.Pool, company: Company) -> tuple[int, int]:
    """How many pairs are not alike, and how many there are."""
    mirror = {(row["user_id"], row["contact_id"]): tuple(row)[2:] for row in await pool.fetch(_MIRROR)}
    truth = {
        (row["userId"], row["externalUserId"]): (
            *(row["remark"], row["description"], row["state"]),
            sorted(row["tagIds"]),
        )
        for row in (await company.truth())["follows"]
    }
    alike = sum(1 for pair, facts in truth.items() if mirror.get(pair) == facts)
    return len(truth.keys() | mirror.keys()) - alike, len(truth)


async def _people_off(pool: asyncpg.Pool, company: Company) -> int:
    rows = {row["subject"]: row for row in await pool.fetch(_MEMBERS)}
    told = await company.truth()
    active = {row["externalUserId"] for row in told["follows"]}
    members: dict[str, set[UUID]] = {}
    off = 0
    for contact in told["contacts"]:
        found = rows.get(contact["externalUserId"])
        if found is None:
            off += contact["externalUserId"] in active
        elif contact["unionid"]:
            members.setdefault(contact["unionid"], set()).add(found["member_id"])
    return off + sum(1 for ids in members.values() if len(ids) > 1)
