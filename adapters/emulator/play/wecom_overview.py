"""What the console's tab 企微 shows, and its one camera for all codes."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from litestar import get, post
from litestar.params import JSONBody
from msgspec import Meta

from adapters.emulator.play import wecom_moments
from adapters.emulator.wecom.ways import Scan, code_in
from adapters.emulator.wording import camel_row, random_text
from adapters.emulator.world import LiveWorld, World

Rows = list[dict[str, Any]]
PEOPLE_MAX, FOLLOWS_MAX, GROUPS_MAX, CHATS_MAX, CHAT_LINES_MAX, MEMBERS_MAX = 60, 30, 20, 12, 8, 30


class Camera(msgspec.Struct, rename="camel"):
    """An empty device is somebody new. `qr` is an id, the address of a picture, or what the picture says."""

    device: Annotated[str, Meta(max_length=128)]
    qr: Annotated[str, Meta(min_length=1, max_length=512)]


@get("/wecom")
async def overview(world: LiveWorld) -> dict[str, Any]:
    return {
        "shopUrl": world.settings.hooks_url,
        "people": _people(world),
        "staff": _staff(world),
        "follows": _follows(world),
        "groups": _groups(world),
        "tasks": _tasks(world),
        "moments": wecom_moments.waiting(world),
        "seenMoments": wecom_moments.seen(world),
        "transfers": [camel_row(dict(row)) for row in world.wecom.transfers.waiting()],
        "chats": _chats(world),
        "ways": _ways(world),
    }


@post("/wecom/camera", status_code=200)
async def use_camera(data: JSONBody[Camera], world: LiveWorld) -> Mapping[str, Any]:
    """A person points their camera at a contact way or at a join code."""
    device, config_id = data.device or f"stranger-{random_text(8)}", code_in(data.qr)
    if world.db.one("SELECT 1 FROM wecom_join_ways WHERE config_id = ?", config_id):
        return {"device": device, "chatId": world.wecom.join_ways.scan(device, config_id)}
    return {"device": device} | dict(world.wecom.ways.scan(Scan(device, config_id)))


def _people(world: World) -> Rows:
    """Who used the mini-program or WeCom last; those who were made by the thousand are nobody's phone."""
    rows = world.db.all(
        "SELECT u.device, u.nickname FROM users u LEFT JOIN wecom_contacts c USING (openid)"
        " WHERE (u.active_at > 0 OR c.openid IS NOT NULL) AND u.device NOT GLOB 'wecom-[0-9]*'"
        " AND u.device NOT GLOB 'friend-*' ORDER BY u.active_at DESC, u.device LIMIT ?",
        PEOPLE_MAX,
    )
    return [dict(row) for row in rows]


def _staff(world: World) -> Rows:
    rows = world.db.all(
        "SELECT s.userid, s.name, s.left_at, (SELECT count(*) FROM wecom_follows f WHERE f.userid = s.userid"
        " AND f.standing = 'live') AS contact_count FROM wecom_staff s ORDER BY s.left_at IS NOT NULL, s.hired_at DESC"
        " LIMIT ?",
        PEOPLE_MAX,
    )
    return [camel_row(dict(row)) for row in rows]


def _follows(world: World) -> Rows:
    rows = world.db.all(
        "SELECT f.userid, f.external_userid, f.standing, f.remark, f.state, f.created_at, s.name AS guide,"
        " u.nickname, u.device FROM wecom_follows f JOIN wecom_staff s USING (userid)"
        " JOIN wecom_contacts c USING (external_userid) JOIN users u USING (openid)"
        " ORDER BY max(f.created_at, coalesce(f.ended_at, 0)) DESC LIMIT ?",
        FOLLOWS_MAX,
    )
    return [camel_row(dict(row)) for row in rows]


def _groups(world: World) -> Rows:
    rows = world.db.all(
        "SELECT g.chat_id, g.name, g.notice, g.created_at, g.owner AS userid, s.name AS owner FROM wecom_groups g"
        " JOIN wecom_staff s ON s.userid = g.owner WHERE g.dismissed_at IS NULL ORDER BY g.created_at DESC LIMIT ?",
        GROUPS_MAX,
    )
    return [camel_row(dict(row)) | {"members": _members(world, row["chat_id"])} for row in rows]


def _members(world: World, chat_id: str) -> Rows:
    rows = world.db.all(
        "SELECT u.device, u.nickname FROM wecom_group_members m JOIN wecom_contacts c ON c.external_userid = m.member"
        " JOIN users u USING (openid) WHERE m.chat_id = ? ORDER BY m.joined_at LIMIT ?",
        *(chat_id, MEMBERS_MAX),
    )
    return [dict(row) for row in rows]


def _tasks(world: World) -> Rows:
    """Mass messages that wait for their guide."""
    rows = world.db.all(
        "SELECT m.msgid, m.chat_type, m.content, m.created_at, t.userid, s.name AS guide,"
        " (SELECT count(*) FROM wecom_mass_targets x WHERE x.msgid = m.msgid AND x.userid = t.userid) AS target_count"
        " FROM wecom_masses m JOIN wecom_mass_tasks t USING (msgid) JOIN wecom_staff s USING (userid)"
        " WHERE t.status = 0 AND m.cancelled_at IS NULL AND s.left_at IS NULL ORDER BY m.created_at DESC LIMIT 30"
    )
    return [
        camel_row({name: row[name] for name in row.keys() if name != "content"})  # noqa: SIM118
        | {"parts": msgspec.json.decode(row["content"])["parts"]}
        for row in rows
    ]


def _chats(world: World) -> Rows:
    """The chats of those who received or said something last."""
    rows = world.db.all(
        "SELECT l.external_userid, u.nickname, u.device FROM wecom_lines l"
        " JOIN wecom_contacts c USING (external_userid) JOIN users u USING (openid)"
        " WHERE l.external_userid != '' GROUP BY l.external_userid"
        " ORDER BY max(l.id) DESC LIMIT ?",
        CHATS_MAX,
    )
    return [
        {
            "nickname": row["nickname"],
            "device": row["device"],
            "lines": world.wecom.lines.of_contact(row["external_userid"])[-CHAT_LINES_MAX:],
        }
        for row in rows
    ]


def _ways(world: World) -> Rows:
    rows = world.db.all(
        "SELECT config_id, content, created_at, scans FROM wecom_ways ORDER BY created_at DESC LIMIT 12"
    )
    items = []
    for row in rows:
        content = msgspec.json.decode(row["content"])
        about = {"remark": content["remark"], "state": content["state"], "users": content["user"]}
        items.append(camel_row({"config_id": row["config_id"], "created_at": row["created_at"]}) | about)
    return items


handlers = [overview, use_camera]
