"""Player API of friends: N of them open a page that somebody shared."""

from typing import Annotated

import msgspec
from litestar import get, post
from litestar.params import JSONBody
from msgspec import Meta

from adapters.emulator.friends.actions import ACTIONS
from adapters.emulator.friends.rounds import Round
from adapters.emulator.play.people import Refusal, refuse
from adapters.emulator.world import LiveWorld

FRIENDS_MAX = 50


class Invitation(msgspec.Struct, rename="camel"):
    path: Annotated[str, Meta(min_length=1, max_length=512)]
    count: Annotated[int, Meta(ge=1, le=FRIENDS_MAX)]


@post("/friends", status_code=202)
async def call_friends(data: JSONBody[Invitation], world: LiveWorld) -> Round | Refusal:
    """Answers at once; the results follow in GET /play/friends."""
    started = world.friends.call(data.path, data.count)
    if started is None:
        pages = "、".join(action.words for action in ACTIONS.values())
        return refuse(400, f"好友不知道在这个页面能做什么，请贴这些页面的分享路径：{pages}")
    return started


@get("/friends")
async def list_rounds(world: LiveWorld) -> dict[str, list[Round]]:
    """Newest first."""
    return {"items": list(world.friends.rounds)}


handlers = [call_friends, list_rounds]
