"""Followers of the invented shop's official account: told to the emulator, whose account it is, and found by comparing.
Some of them have ended it since.
"""

import asyncio
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from app.runtime.errors import CannotStart
from app.seed.shop import Shop
from ports.inbox import Callback

FOLLOWERS = 90
GONE = 6
DEVICES = 400
"""Members of the seed hold `member-1` and on."""
SCENES = ("ADD_SCENE_SEARCH", "ADD_SCENE_QR_CODE", "ADD_SCENE_QR_CODE", "ADD_SCENE_WXA", "ADD_SCENE_PROFILE_CARD")
_EVENT = (
    "<xml><ToUserName>x</ToUserName><FromUserName>{openid}</FromUserName><CreateTime>{at}</CreateTime>"
    "<MsgType>event</MsgType><Event>unsubscribe</Event><EventKey></EventKey></xml>"
)


class Readers:
    """`run` may be repeated: what is there already stays."""

    def __init__(self, shop: Shop, client: httpx.Client) -> None:
        self._shop = shop
        self._own = shop.built.modules.members.official
        self._client = client

    async def run(self, members: int) -> int:
        """How many follow. Raises CannotStart when the emulator is away."""
        if self._shop.built.settings.official is None:
            return 0
        dice = random.Random(20261128)  # noqa: S311 - the same followers everywhere
        devices = [f"member-{number}" for number in range(1, min(DEVICES, members) + 1)]
        chosen = dice.sample(devices, min(FOLLOWERS, len(devices) // 3))
        now = datetime.now(UTC)
        past = [_follower(device, now, dice) for device in chosen]
        await asyncio.to_thread(self._play, past)
        await self._compare(now - timedelta(hours=7))
        ended = {one["device"]: now - timedelta(hours=dice.randint(8, 60) / 10) for one in past[:GONE]}
        openids = await asyncio.to_thread(self._play, [one | _ended(ended[one["device"]]) for one in past[:GONE]])
        for device, at in ended.items():
            await self._tell(openids[device], at)
        await self._compare(now)
        return len(past) - len(ended)

    async def _compare(self, at: datetime) -> None:
        self._shop.at(at)
        await self._own.comparison.open_due()
        await self._own.comparison.go_on()
        await self._shop.settle()

    async def _tell(self, openid: str, at: datetime) -> None:
        """As the account's push would: there is no server yet that it could call."""
        self._shop.at(at + timedelta(seconds=2))
        body = _EVENT.format(openid=openid, at=int(at.timestamp())).encode()
        async with self._shop.built.services.uow.begin() as tx:
            callback = Callback("wechat_official", f"seed:{openid}", "unsubscribe", {}, body)
            await self._own.followers.on_message(tx, callback)
        await self._shop.settle()

    def _play(self, followers: list[dict[str, Any]]) -> dict[str, str]:
        """Their openids by device."""
        try:
            answer = self._client.post("/play/wechat/official/import", json={"followers": followers})
            answer.raise_for_status()
        except httpx.HTTPError as error:
            raise CannotStart(f"the emulator did not play the official account: {error}") from error
        return dict(answer.json()["openids"])


def _follower(device: str, now: datetime, dice: random.Random) -> dict[str, Any]:
    """More of them lately than long ago."""
    days = min(300.0, dice.expovariate(1 / 70) + 0.5)
    return {
        "device": device,
        "followedAt": (now - timedelta(days=days)).isoformat(),
        "scene": dice.choice(SCENES),
    }


def _ended(at: datetime) -> dict[str, str]:
    return {"unfollowedAt": at.isoformat()}
