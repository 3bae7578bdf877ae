"""An official account as members see it: who follows, what it tells, and what is lost on the way."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

import msgspec
from msgspec.structs import replace

from app.assembly.official import OfficialPartner
from ports.kernel import OutsideUnavailable
from ports.outside.official_account import (
    BATCH_MAX,
    Follower,
    FollowersPage,
    FollowTold,
    NotAFollower,
    OfficialRefused,
)
from ports.outside.wechat import ForgedPush, Push
from tests.flows.identity.conftest import People
from tests.flows.orders.conftest import HandClock, Shop

APPID = "wx-official"
PAGE = 3


class Account:
    """Implements both ports. `people` is the truth; `unlisted` are missing from the list, `mute` from batches."""

    def __init__(self, clock: HandClock) -> None:
        self.clock = clock
        self.people: dict[str, Follower] = {}
        self.unlisted: set[str] = set()
        self.mute: set[str] = set()
        self.calls = 0
        self.is_down = False
        self.refused = False
        self.down_after: int | None = None

    def partner(self, appid: str = APPID) -> OfficialPartner:
        return OfficialPartner(appid, self, self)

    def follow(self, openid: str, unionid: str | None = None, at: datetime | None = None) -> FollowTold:
        """What the account would tell of it."""
        since = at or self.clock.now()
        self.people[openid] = Follower(openid, True, unionid, since, "ADD_SCENE_QR_CODE")
        return FollowTold(openid, "followed", since)

    def unfollow(self, openid: str) -> FollowTold:
        before = self.people[openid]
        self.people[openid] = Follower(openid, False, before.unionid)
        return FollowTold(openid, "unfollowed", self.clock.now())

    def bind(self, openid: str, unionid: str) -> None:
        """The account is bound to the Open Platform account: from now on the unionid is told."""
        self.people[openid] = replace(self.people[openid], unionid=unionid)

    async def follower(self, openid: str) -> Follower:
        self._asked()
        if openid not in self.people:
            raise NotAFollower
        return self._shown(self.people[openid])

    async def followers(self, openids: Sequence[str]) -> tuple[Follower, ...]:
        self._asked()
        assert len(openids) <= BATCH_MAX
        known = [openid for openid in openids if openid in self.people and openid not in self.mute]
        return tuple(self._shown(self.people[openid]) for openid in known)

    async def page(self, after: str | None) -> FollowersPage:
        self._asked()
        listed = sorted(one.openid for one in self.people.values() if one.is_following)
        rest = [openid for openid in listed if openid not in self.unlisted and (after is None or openid > after)]
        shown = tuple(rest[:PAGE])
        return FollowersPage(shown, shown[-1] if len(rest) > PAGE else None, len(listed))

    def echo(self, query: Mapping[str, str]) -> str:
        raise ForgedPush

    def read(self, query: Mapping[str, str], body: bytes) -> Push:
        if query.get("signature") != "right":
            raise ForgedPush
        return Push(query["key"], "event", body)

    def interpret(self, body: bytes) -> FollowTold | None:
        return msgspec.convert(json.loads(body), FollowTold)

    def _asked(self) -> None:
        self.calls += 1
        if self.refused:
            raise OfficialRefused(48001, "api unauthorized")
        if self.is_down or (self.down_after is not None and self.calls > self.down_after):
            raise OutsideUnavailable

    def _shown(self, one: Follower) -> Follower:
        """Of those who do not follow WeChat tells the openid alone."""
        return one if one.is_following else Follower(one.openid, False)


class Readers:
    """Whoever follows, and short words for what reaches the shop of it."""

    def __init__(self, shop: Shop, account: Account) -> None:
        self.shop, self.account, self.people = shop, account, People(shop)
        self.parts = shop.modules.members.official

    async def told(self, event: FollowTold, key: str | None = None) -> None:
        """A push arrives; workers have not looked yet."""
        body = json.dumps(msgspec.to_builtins(event)).encode()
        await self.parts.push_desk.receive({"signature": "right", "key": key or uuid4().hex}, body)

    async def later(self) -> None:
        """The second is over."""
        await self.shop.settle()
        self.shop.clock.pass_(seconds=3)
        await self.shop.settle()

    async def state(self, openid: str) -> tuple[bool, bool]:
        """Is it a follower, and of whom something was read."""
        [row] = await self.shop.rows(
            "select is_following, read_at is not null from members.official_follower where openid = $1", openid
        )
        return row[0], row[1]

    async def history(self, openid: str) -> list[tuple[Any, ...]]:
        return await self.shop.rows(
            "select what, at, is_found from members.official_change where openid = $1 order by at, what", openid
        )

    async def member(self, openid: str) -> Any:
        rows = await self.shop.rows(
            "select member_id from members.identity where channel = 'official_account' and app = $1 and subject = $2",
            APPID,
            openid,
        )
        return rows[0][0] if rows else None

    async def members(self) -> int:
        [(count,)] = await self.shop.rows("select count(*) from members.member")
        return int(count)
