"""Player API of moments: guides publish them, customers see them."""

from typing import Any

import msgspec
from litestar import get, post
from litestar.params import FromPath

from adapters.emulator.play.people import Refusal, refuse
from adapters.emulator.play.wecom import DEVICE_QUERY
from adapters.emulator.wording import camel_row
from adapters.emulator.world import LiveWorld, World

_TASKS = """
SELECT m.moment_id, m.content, m.created_at, m.cancelled_at, t.userid, s.name AS guide, t.published_at,
  (SELECT count(*) FROM wecom_moment_targets x WHERE x.moment_id = m.moment_id AND x.userid = t.userid) AS target_count,
  (SELECT count(*) FROM wecom_moment_targets x WHERE x.moment_id = m.moment_id AND x.userid = t.userid
     AND x.seen_at IS NOT NULL) AS seen_count
FROM wecom_moments m JOIN wecom_moment_tasks t USING (moment_id) JOIN wecom_staff s USING (userid)
"""


@get("/wecom/moments")
async def list_tasks(world: LiveWorld) -> dict[str, list[dict[str, Any]]]:
    """Tasks of guides, newest first, with what they would publish."""
    rows = world.db.all(f"{_TASKS} ORDER BY m.created_at DESC, t.userid LIMIT 100")
    return {"items": [_shown(dict(row)) for row in rows]}


def waiting(world: World) -> list[dict[str, Any]]:
    """Those that a guide may still publish."""
    rows = world.db.all(
        f"{_TASKS} WHERE t.published_at IS NULL AND m.cancelled_at IS NULL AND s.left_at IS NULL"
        " ORDER BY m.created_at DESC, t.userid LIMIT 30"
    )
    return [_shown(dict(row)) for row in rows]


def seen(world: World) -> list[dict[str, Any]]:
    """The 朋友圈 of those customers who saw something last."""
    rows = world.db.all(
        "SELECT t.external_userid, u.nickname, u.device FROM wecom_moment_targets t"
        " JOIN wecom_contacts c USING (external_userid) JOIN users u USING (openid) WHERE t.seen_at IS NOT NULL"
        " GROUP BY t.external_userid ORDER BY max(t.seen_at) DESC, t.external_userid LIMIT 12"
    )
    return [
        {
            "nickname": row["nickname"],
            "device": row["device"],
            "moments": world.wecom.moments.seen_by(row["external_userid"])[:8],
        }
        for row in rows
    ]


@get("/wecom/seen-moments")
async def read_moments(world: LiveWorld, device: DEVICE_QUERY) -> dict[str, list[dict[str, Any]]]:
    """What the person finds in their 朋友圈."""
    return {"items": world.wecom.moments.seen_by(world.wecom.contacts.known_at(device))}


@post("/wecom/moments/{moment_id:str}/{user_id:str}/publish", status_code=200)
async def publish(moment_id: FromPath[str], user_id: FromPath[str], world: LiveWorld) -> dict[str, int] | Refusal:
    """The guide presses 发表 on the task."""
    if not world.wecom.staff.is_working(user_id):
        return refuse(404, "这位导购不在职")
    return world.wecom.moments.publish(moment_id, user_id)


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    parts = msgspec.json.decode(row.pop("content"))["parts"]
    return camel_row(row) | {"parts": parts}


handlers = [list_tasks, read_moments, publish]
