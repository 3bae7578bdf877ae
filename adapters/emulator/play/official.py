"""Player API of the official account: somebody follows it, or follows it no more."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import get, post
from litestar.params import JSONBody
from msgspec import Meta

from adapters.emulator.play.people import AtDevice, Device, Refusal, refuse
from adapters.emulator.wechat.official import SCENES
from adapters.emulator.wording import camel_row
from adapters.emulator.world import LiveWorld

PEOPLE_SHOWN_MAX = 60
Scene = Annotated[str, Meta(max_length=64)]


class Following(msgspec.Struct, rename="camel"):
    """`qr_scene`: what the code says that was scanned."""

    device: Device
    scene: Scene = SCENES[0]
    qr_scene: Scene = ""


class PastFollower(msgspec.Struct, rename="camel"):
    device: Device
    followed_at: datetime
    scene: Scene = SCENES[0]
    unfollowed_at: datetime | None = None


class PastFollowers(msgspec.Struct, rename="camel"):
    followers: list[PastFollower]


@get("/official")
async def overview(world: LiveWorld) -> dict[str, Any]:
    """Who has used the shop or the account last; those who were called by the dozen are nobody's phone."""
    rows = world.db.all(
        "SELECT u.device, u.nickname, f.openid, f.is_following, f.followed_at, f.unfollowed_at FROM users u"
        " LEFT JOIN official_followers f USING (device) LEFT JOIN wecom_contacts c ON c.openid = u.openid"
        " WHERE (u.active_at > 0 OR f.openid IS NOT NULL OR c.openid IS NOT NULL)"
        " AND u.device NOT GLOB 'wecom-[0-9]*' AND u.device NOT GLOB 'friend-*'"
        " ORDER BY max(u.active_at, coalesce(f.followed_at, 0), coalesce(f.unfollowed_at, 0)) DESC, u.device LIMIT ?",
        PEOPLE_SHOWN_MAX,
    )
    total = world.db.number("SELECT count(*) FROM official_followers WHERE is_following = 1")
    is_on = bool(world.papers.merchant.official_appid)
    return {"isOn": is_on, "total": total, "people": [camel_row(dict(row)) for row in rows]}


@post("/wechat/official/follow", status_code=200)
async def follow(data: JSONBody[Following], world: LiveWorld) -> dict[str, str] | Refusal:
    if not world.papers.merchant.official_appid:
        return refuse(409, "这家店没有公众号")
    return {"openid": world.official.follow(data.device, data.scene, data.qr_scene)}


@post("/wechat/official/unfollow", status_code=200)
async def unfollow(data: JSONBody[AtDevice], world: LiveWorld) -> dict[str, str] | Refusal:
    if not world.official.unfollow(data.device):
        return refuse(409, "这个人没有关注公众号")
    return {"openid": world.official.openid_of(data.device)}


@post("/wechat/official/import", status_code=200)
async def import_followers(data: JSONBody[PastFollowers], world: LiveWorld) -> dict[str, Any] | Refusal:
    """Followers of a past that never was: the shop is told nothing, it finds them in the list."""
    if any(world.db.one("SELECT 1 FROM users WHERE device = ?", one.device) is None for one in data.followers):
        return refuse(400, "有人不存在")
    with world.db.transaction():
        for one in data.followers:
            ended_at = one.unfollowed_at.timestamp() if one.unfollowed_at else None
            world.official.past(one.device, (one.followed_at.timestamp(), ended_at), one.scene)
    total = world.db.number("SELECT count(*) FROM official_followers WHERE is_following = 1")
    return {"total": total, "openids": {one.device: world.official.openid_of(one.device) for one in data.followers}}


@post("/wechat/official/push-check", status_code=200)
async def check_push_server(world: LiveWorld) -> dict[str, Any]:
    """The GET with `echostr` that the console of the account sends when a shop saves its push address."""
    ok, note = await world.official_push.check_server()
    return {"ok": ok, "note": note}


handlers = [overview, follow, unfollow, import_followers, check_push_server]
