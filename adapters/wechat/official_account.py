"""The official account's server API as `ports.outside.official_account.OfficialAccount` (B.1)."""

from collections.abc import Sequence
from datetime import UTC, datetime

from msgspec import Struct

from adapters.tencent.answers import Errcode, decoded
from adapters.wechat.client import WechatClient
from ports.outside.official_account import BATCH_MAX, Follower, FollowersPage, NotAFollower, OfficialRefused

LANGUAGE = "zh_CN"
INVALID_OPENID = 40003
_LATEST = 1 << 40


class _Info(Struct, frozen=True):
    """Of somebody who does not follow nothing but the openid is certain."""

    openid: str
    subscribe: int = 0
    unionid: str = ""
    subscribe_time: int = 0
    subscribe_scene: str = ""


class _Batch(Struct, frozen=True):
    user_info_list: tuple[_Info, ...] = ()


class _Openids(Struct, frozen=True):
    openid: tuple[str, ...] = ()


class _Page(Struct, frozen=True):
    """`data` is missing where nobody is left. The last page may name a next one, which is empty."""

    total: int = 0
    data: _Openids = _Openids()
    next_openid: str = ""


class WechatOfficialAccount:
    def __init__(self, client: WechatClient) -> None:
        self._client = client

    async def follower(self, openid: str) -> Follower:
        try:
            answer = await self._client.read("/cgi-bin/user/info", {"openid": openid, "lang": LANGUAGE})
        except Errcode as error:
            if error.code == INVALID_OPENID:
                raise NotAFollower from error
            raise _refused(error) from error
        return _follower(decoded(answer, _Info))

    async def followers(self, openids: Sequence[str]) -> tuple[Follower, ...]:
        assert len(openids) <= BATCH_MAX
        asked = {"user_list": [{"openid": openid, "lang": LANGUAGE} for openid in openids]}
        try:
            answer = await self._client.post("/cgi-bin/user/info/batchget", asked, repeatable=True)
        except Errcode as error:
            if error.code != INVALID_OPENID:
                raise _refused(error) from error
            # One that WeChat does not know spoils the whole batch: the others are asked for one by one.
            return await self._one_by_one(openids)
        return tuple(_follower(info) for info in decoded(answer, _Batch).user_info_list)

    async def _one_by_one(self, openids: Sequence[str]) -> tuple[Follower, ...]:
        found = []
        for openid in openids:
            try:
                found.append(await self.follower(openid))
            except NotAFollower:
                continue
        return tuple(found)

    async def page(self, after: str | None) -> FollowersPage:
        try:
            answer = await self._client.read("/cgi-bin/user/get", {"next_openid": after} if after else {})
        except Errcode as error:
            raise _refused(error) from error
        page = decoded(answer, _Page)
        openids = tuple(dict.fromkeys(openid for openid in page.data.openid if openid))
        # A page that leads nowhere, or to itself, is the last one.
        is_last = not openids or not page.next_openid or page.next_openid == after
        return FollowersPage(openids, None if is_last else page.next_openid, page.total)


def _follower(info: _Info) -> Follower:
    is_following = info.subscribe == 1
    at = info.subscribe_time
    return Follower(
        openid=info.openid,
        is_following=is_following,
        unionid=info.unionid or None,
        followed_at=datetime.fromtimestamp(at, UTC) if is_following and 0 < at < _LATEST else None,
        scene=info.subscribe_scene[:64] if is_following else "",
    )


def _refused(error: Errcode) -> OfficialRefused:
    return OfficialRefused(error.code, error.words)
