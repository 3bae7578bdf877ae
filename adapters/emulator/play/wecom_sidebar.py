"""The client of WeCom around the sidebar: what `sendChatMessage` does, and the way from a desk into a chat."""

from typing import Any
from urllib.parse import urlencode, urlsplit

import msgspec
from litestar import Response, get, post
from litestar.params import JSONBody

from adapters.emulator.play.wecom import Text, UserId
from adapters.emulator.wecom.desk import PageSignature
from adapters.emulator.wecom.errors import WecomError
from adapters.emulator.wecom.messages import TEXT_BYTES_MAX, TITLE_BYTES_MAX
from adapters.emulator.wording import now
from adapters.emulator.world import LiveWorld, World

OK, NO_PERMISSION = "sendChatMessage:ok", "sendChatMessage:fail no permission"
NO_CONTACT = "sendChatMessage:fail without context of external contact"
WRONG = "sendChatMessage:fail invalid parameter"
PRESENT_SECONDS = 1800


class SaidText(msgspec.Struct):
    content: str = ""


class SaidCard(msgspec.Struct):
    appid: str = ""
    title: str = ""
    imgUrl: str = ""
    page: str = ""


class ChatMessage(msgspec.Struct):
    """The parameters of `sendChatMessage`, with the names of the client."""

    msgtype: str
    text: SaidText | None = None
    miniprogram: SaidCard | None = None


class SentFromPage(msgspec.Struct, rename="camel"):
    """`page` is what the page gave to `wx.agentConfig`; the client knows by itself who is at work in which chat."""

    user_id: UserId
    page: PageSignature
    message: ChatMessage
    external_user_id: Text = ""
    chat_id: Text = ""


@post("/wecom/send", status_code=200)
async def send_chat_message(data: JSONBody[SentFromPage], world: LiveWorld) -> dict[str, Any]:
    """`errMsg` as the client tells it: a page that is not ours, or is wrongly signed, has no permission."""
    if not _is_trusted(world, data.page) or not world.wecom.staff.is_working(data.user_id):
        return {"errMsg": NO_PERMISSION}
    part = _part(world, data.message)
    if part is None:
        return {"errMsg": WRONG}
    try:
        _say(world, data, part)
    except WecomError:
        return {"errMsg": NO_CONTACT}
    return {"errMsg": OK}


@get("/wecom/sidebar")
async def open_sidebar(world: LiveWorld) -> Response[str]:
    """On to the sidebar of a guide: beside who is in the shop now, else beside who has bought most."""
    row = world.db.one(
        "SELECT f.userid, f.external_userid FROM wecom_follows f JOIN wecom_contacts c USING (external_userid)"
        " JOIN users u USING (openid) JOIN wecom_staff s USING (userid)"
        " WHERE f.standing = 'live' AND s.left_at IS NULL ORDER BY max(u.active_at, ?) DESC,"
        " (SELECT count(*) FROM orders o WHERE o.openid = u.openid AND o.paid_at IS NOT NULL) DESC,"
        " f.created_at DESC LIMIT 1",
        now() - PRESENT_SECONDS,
    )
    place = urlencode({"contact": row["external_userid"], "guide": row["userid"]}) if row else ""
    target = f"{world.settings.hooks_url}/sidebar/{'?' if place else ''}{place}"
    return Response("", status_code=302, headers={"Location": target, "Cache-Control": "no-store"})


def _is_trusted(world: World, page: PageSignature) -> bool:
    here, home = urlsplit(page.url), urlsplit(world.settings.hooks_url)
    return (here.scheme, here.netloc) == (home.scheme, home.netloc) and world.wecom.desk.verdict("agent", page) == 0


def _part(world: World, message: ChatMessage) -> dict[str, str] | None:
    """None for what the client would not send."""
    card, text = message.miniprogram, message.text
    if message.msgtype == "text" and text and text.content.strip():
        return {"kind": "text", "text": text.content} if len(text.content.encode()) <= TEXT_BYTES_MAX else None
    if message.msgtype != "miniprogram" or card is None or card.appid != world.papers.merchant.appid:
        return None
    path = card.page.partition("?")[0]
    if not 0 < len(card.title.encode()) <= TITLE_BYTES_MAX or not path.endswith(".html") or path.startswith("/"):
        return None
    kept = {"kind": "miniprogram", "title": card.title, "page": card.page, "pictureUrl": card.imgUrl}
    return {name: value for name, value in kept.items() if value}


def _say(world: World, data: SentFromPage, part: dict[str, str]) -> None:
    """Raises WecomError for a chat where the guide is not."""
    with world.db.transaction():
        if data.chat_id:
            world.wecom.groups.alive(data.chat_id)
            sql = "SELECT 1 FROM wecom_group_members WHERE chat_id = ? AND member = ? AND is_staff = 1"
            if world.db.one(sql, data.chat_id, data.user_id) is None:
                raise WecomError(90501, "not a chat of this member")
            world.wecom.lines.write_in_group("guide", data.user_id, data.chat_id, [part])
            return
        world.wecom.contacts.shown_pair(data.user_id, data.external_user_id)
        world.wecom.welcomes.over(data.user_id, data.external_user_id)
        world.wecom.lines.write("guide", (data.user_id, data.external_user_id), [part])


handlers = [send_chat_message, open_sidebar]
