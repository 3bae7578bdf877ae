"""Rounds of friends: a shared page, and what became of everybody who opened it."""

import asyncio
import logging
import secrets
from collections import deque
from functools import partial
from typing import Literal

import msgspec

from adapters.emulator.friends.actions import Share, understood
from adapters.emulator.friends.phone import Phone, Refused, Shopfront
from adapters.emulator.timers import Timers
from adapters.emulator.wechat.people import invented_names
from adapters.emulator.wording import now, random_text, utc_time

ROUNDS_KEPT_MAX = 20
AT_ONCE_MAX = 4
START_MAX = 1000
log = logging.getLogger("siyu.emulator")


class Result(msgspec.Struct, rename="camel"):
    """`text` is what the friend did, or why the shop would not let them."""

    nickname: str
    state: Literal["waiting", "done", "refused"] = "waiting"
    text: str = ""


class Round(msgspec.Struct, rename="camel"):
    id: str
    words: str
    path: str
    started_at: str
    results: list[Result]


class Friends:
    """Rounds live in memory alone: what they did stands in the books of the shop, this is only for looking on."""

    def __init__(self, shop: Shopfront, timers: Timers) -> None:
        self._shop = shop
        self._timers = timers
        self.rounds: deque[Round] = deque(maxlen=ROUNDS_KEPT_MAX)

    def call(self, path: str, count: int) -> Round | None:
        """Start a round; its results fill up one by one. None: the path is no page where friends can help."""
        share = understood(path)
        if share is None:
            return None
        # Every round brings new people, so that what one person may do once never stands in the way.
        names = invented_names(count, start=secrets.randbelow(START_MAX))
        results = [Result(name) for name in names]
        found = Round(random_text(12), share.action.words, path.strip(), utc_time(now()), results)
        self.rounds.appendleft(found)
        self._timers.after(0, partial(self._run, share, found))
        return found

    async def _run(self, share: Share, found: Round) -> None:
        # A few at once, as it happens in a group: the shop gets its races too.
        gate = asyncio.Semaphore(AT_ONCE_MAX)

        async def one(number: int, result: Result) -> None:
            async with gate:
                await self._act(share, f"friend-{found.id}-{number}", result)

        await asyncio.gather(*(one(number, result) for number, result in enumerate(found.results)))

    async def _act(self, share: Share, device: str, result: Result) -> None:
        try:
            friend = Phone(self._shop, device, result.nickname)
            await friend.sign_in()
            result.text = await share.action.act(friend, share.value)
            result.state = "done"
        except Refused as refusal:
            result.state, result.text = "refused", str(refusal)
        except Exception:
            # A shape that the table does not expect: the looker-on sees it, and the others go on.
            log.exception("a friend failed")
            result.state, result.text = "refused", "商城的应答和预期不同，详情见模拟台日志"
