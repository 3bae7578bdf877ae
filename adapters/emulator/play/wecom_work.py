"""Player API of guides at work: transfers, the login of the sidebar, messages of the application."""

from html import escape
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody, QueryParameter

from adapters.emulator.play.people import Refusal, refuse
from adapters.emulator.play.wecom import UserId
from adapters.emulator.wecom.desk import PageSignature
from adapters.emulator.wording import camel_row
from adapters.emulator.world import LiveWorld

LOGIN_STYLE = (
    "body{margin:0 auto;max-width:420px;padding:32px 16px;background:#F6F4F0;color:#1F2421;font:16px/1.5 system-ui,"
    '"PingFang SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif}h1{font-size:22px}ul{list-style:none;margin:0;'
    "padding:0;background:#fff;border:1px solid #E8E5DF;border-radius:12px;overflow:hidden}li+li{border-top:1px solid "
    "#E8E5DF}li{min-height:48px}.none{padding:12px 16px}a{display:block;padding:12px 16px;color:inherit;"
    "text-decoration:none}a:hover,"
    "a:focus-visible{background:#FBE9E4}"
)
USER_QUERY = Annotated[str, QueryParameter(min_length=1, max_length=64)]


class Login(msgspec.Struct, rename="camel"):
    user_id: UserId


class SignedPage(PageSignature, rename="camel", frozen=True, kw_only=True):
    kind: Literal["corp", "agent"]


@get("/wecom/transfers")
async def list_transfers(world: LiveWorld) -> dict[str, list[dict[str, Any]]]:
    """Those that wait, the oldest first."""
    return {"items": [camel_row(dict(row)) for row in world.wecom.transfers.waiting()]}


@post("/wecom/transfers/{transfer_id:int}/{action:str}", status_code=200)
async def end_transfer(transfer_id: FromPath[int], action: FromPath[str], world: LiveWorld) -> dict[str, int] | Refusal:
    """`finish`: the day is over; `refuse`: the contact does not want it. The status as the API tells it."""
    if action not in ("finish", "refuse"):
        return refuse(404, "没有这个动作")
    return {"status": world.wecom.transfers.end(transfer_id, is_refused=action == "refuse")}


@post("/wecom/login", status_code=200)
async def login(data: JSONBody[Login], world: LiveWorld) -> dict[str, str]:
    """The guide opens a page of the application: the code that the page gets."""
    return {"code": world.wecom.desk.issue_code(data.user_id)}


@get("/wecom/inbox")
async def read_inbox(world: LiveWorld, user: USER_QUERY) -> dict[str, list[dict[str, Any]]]:
    """What the application has written to the guide, newest first."""
    return {"items": world.wecom.desk.inbox(user)}


@post("/wecom/js-config", status_code=200)
async def check_page(data: JSONBody[SignedPage], world: LiveWorld) -> dict[str, int]:
    """What the client says to a page's wx.config or wx.agentConfig: 0, 40093, or 42012."""
    return {"errcode": world.wecom.desk.verdict(data.kind, data)}


@get("/open.weixin.qq.com/connect/oauth2/authorize")
async def authorize(request: Request[None, None, State], world: LiveWorld) -> Response[str] | Refusal:
    """The login page of the client: a person chooses which guide they are, and goes on to the shop with a code."""
    query = dict(request.query_params)
    if query.get("appid") != world.papers.merchant.wecom_corp_id:
        return refuse(400, "40013 appid 不是这家企业")
    if userid := query.pop("user", ""):
        back = (query.get("redirect_uri", ""), query.get("state", ""))
        target = world.wecom.desk.redirect(userid, *back, world.settings.hooks_url)
        return Response("", status_code=302, headers={"Location": target, "Cache-Control": "no-store"})
    rows = world.db.all("SELECT userid, name FROM wecom_staff WHERE left_at IS NULL ORDER BY hired_at LIMIT 100")
    links = [
        f'<li><a href="?{escape(urlencode(query | {"user": row["userid"]}))}">{escape(row["name"])}</a></li>'
        for row in rows
    ]
    nobody = '<li class="none">还没有导购，先在模拟器的“企微”里让一位入职</li>'
    page = (
        '<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><title>登录企业微信</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{LOGIN_STYLE}</style>'
        f"<h1>你是哪位导购？</h1><ul>{''.join(links) or nobody}</ul></html>"
    )
    return Response(page, media_type="text/html", headers={"Cache-Control": "no-store"})


handlers = [list_transfers, end_transfer, login, read_inbox, check_page]
