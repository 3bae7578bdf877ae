"""Groups in `siyu prove callbacks`: what people do in them, and whether the mirror is what the emulator knows."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import asyncpg

from app.wiring import Built

type Play = Callable[[str, dict[str, Any]], Awaitable[dict[str, Any]]]
GROUPS_MAX = 12
STATES = {0: "normal", 1: "owner_left", 2: "transferring", 3: "normal"}
_MIRROR = """
    select c.chat_id, c.name, c.owner, c.notice, c.state,
           array(select m.subject || '@' || cast(extract(epoch from m.joined_at) as bigint) || '@' || m.join_scene
                 from community.chat_member m where m.chat_id = c.chat_id and m.left_at is null order by 1) as members
    from community.chat c where c.state <> 'dismissed'
"""


class Crowd:
    """People who open groups, come, go, and come back."""

    def __init__(self, play: Play, dice: random.Random, people: tuple[Sequence[str], Sequence[str]]) -> None:
        """`people`: guides and devices."""
        self._play = play
        self._dice = dice
        self._guides, self._devices = people
        self._groups: dict[str, set[str]] = {}
        self.acts = 0

    async def act(self) -> None:
        self.acts += 1
        if len(self._groups) < GROUPS_MAX and (not self._groups or self._dice.random() < 0.1):
            return await self._open()
        chat_id = self._dice.choice(sorted(self._groups))
        inside, chance = self._groups[chat_id], self._dice.random()
        if chance < 0.03:
            del self._groups[chat_id]
            await self._play(f"groups/{chat_id}/dismiss", {})
        elif chance < 0.1:
            await self._play(f"groups/{chat_id}/owner", {"userId": self._dice.choice(self._guides)})
        elif chance < 0.2:
            what = self._dice.choice(("rename", "notice"))
            body = {"name": f"群 {self.acts}"} if what == "rename" else {"notice": f"公告 {self.acts}"}
            await self._play(f"groups/{chat_id}/{what}", body)
        else:
            await self._come_or_go(chat_id, inside)

    async def _open(self) -> None:
        devices = self._dice.sample(list(self._devices), 4)
        body = {"owner": self._dice.choice(self._guides), "name": f"群 {self.acts}", "devices": devices}
        self._groups[str((await self._play("groups", body))["chatId"])] = set(devices)

    async def _come_or_go(self, chat_id: str, inside: set[str]) -> None:
        device = self._dice.choice(self._devices)
        if device in inside:
            inside.discard(device)
            await self._play(f"groups/{chat_id}/leave", {"device": device, "isRemoved": self._dice.random() < 0.5})
        else:
            inside.add(device)
            await self._play(f"groups/{chat_id}/join", {"device": device, "scene": self._dice.choice((1, 2))})


async def groups_off(pool: asyncpg.Pool, truth: dict[str, list[dict[str, Any]]]) -> tuple[int, int]:
    """How many groups are not alike, members and how these came in among it, and how many there are."""
    mirror = {row["chat_id"]: (*tuple(row)[1:5], list(row["members"])) for row in await pool.fetch(_MIRROR)}
    told = {
        one["chatId"]: (
            *(one["name"], one["owner"], one["notice"], STATES[one["status"]]),
            sorted(f"{m['member']}@{m['joinedAt']}@{m['joinScene']}" for m in one["members"]),
        )
        for one in truth["groups"]
    }
    keys = told.keys() | mirror.keys()
    return sum(1 for key in keys if not _alike(told.get(key), mirror.get(key))), len(told)


async def groups_compared(built: Built, pool: asyncpg.Pool, seconds: float) -> tuple[int, int, int]:
    """Another comparison, begun now and done by the workers."""
    end = time.monotonic() + seconds
    number = None
    while time.monotonic() < end:
        last = await pool.fetchrow("select * from community.chat_comparison order by number desc limit 1")
        if number is not None and last["number"] >= number and last["state"] != "running":
            return last["missing"], last["extra"], last["different"]
        if number is None and (last is None or last["state"] != "running"):
            async with built.services.uow.begin() as tx:
                opened = await built.modules.community.groups.stores.comparisons.open(tx, datetime.now(UTC))
            number = last["number"] + 1 if opened and last else 1 if opened else None
        await asyncio.sleep(0.3)
    raise TimeoutError("the comparison of groups does not end")


def _alike(told: tuple[Any, ...] | None, mirrored: tuple[Any, ...] | None) -> bool:
    if told is None or mirrored is None:
        return told is mirrored
    return told[:4] == mirrored[:4] and sorted(told[4]) == sorted(mirrored[4])
