"""What a friend does on which shared page: the one table to change when the shop's pages or calls change.

The emulator knows pages and public calls of the shop as a mini-program does, and nothing of what is behind them.
"""

import uuid
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec

from adapters.emulator.friends.phone import Phone, told

HOME = {
    "province": "浙江省",
    "city": "杭州市",
    "district": "余杭区",
    "detail": "春禾路 8 号好友驿站",
    "tag": None,
    "isDefault": True,
}
"""Where a friend lives, but for the name and the number."""


class Action(msgspec.Struct, frozen=True):
    """`parameter` is what the path must carry; `act` gets its value and tells what was done, or raises Refused."""

    words: str
    parameter: str
    act: Callable[[Phone, str], Awaitable[str]]


class Share(msgspec.Struct, frozen=True):
    """A path that somebody shared, understood."""

    action: Action
    value: str


async def help_bargain(friend: Phone, bargain_id: str) -> str:
    helped = await friend.ask("POST", f"/bargains/{bargain_id}/help", {})
    return f"砍掉 {_yuan(told(helped, 'cutFen'))} 元"


async def join_team(friend: Phone, team_id: str) -> str:
    """Looks at the team, gives an address, asks for the price, orders and pays: as the mini-program's pages do."""
    team = await friend.ask("GET", f"/group-teams/{team_id}")
    activity = {
        "kind": "group_buy",
        "campaignId": told(team, "campaignId"),
        "teamId": team_id,
        "size": told(team, "size"),
    }
    address = await friend.ask("POST", "/addresses", HOME | {"name": friend.nickname, "phone": friend.number})
    wanted = {
        "source": "direct",
        "lines": [{"skuId": await _sku_of(friend, team), "quantity": 1}],
        "addressId": told(address, "id"),
        "activity": activity,
    }
    quote = await friend.ask("POST", "/checkout/quote", wanted)
    payable_fen = told(quote, "totals", "payableFen")
    order = await friend.ask(
        "POST",
        "/orders",
        wanted
        | {
            "clientKey": uuid.uuid4().hex,
            "note": "",
            "expectedPayableFen": payable_fen,
            "virtualNoticeAccepted": True,
        },
    )
    friend.pay(await friend.ask("POST", f"/orders/{told(order, 'id')}/pay"))
    return f"付款 {_yuan(payable_fen)} 元，参团了"


async def _sku_of(friend: Phone, team: Any) -> str:
    """What the team names, or else the first one of its product."""
    if isinstance(team, dict) and team.get("skuId"):
        return str(team["skuId"])
    product = await friend.ask("GET", f"/products/{told(team, 'productId')}")
    skus = told(product, "skus")
    return str(told(skus[0] if skus else None, "id"))


ACTIONS: dict[str, Action] = {
    "packages/promotion/pages/bargain/": Action("砍价", "id", help_bargain),
    "packages/promotion/pages/group/": Action("拼团", "team", join_team),
}
"""By the beginning of the page's path."""


def understood(path: str) -> Share | None:
    """A mini-program path, or the address of the same page on H5. None: nobody knows what to do there."""
    text = path.strip()
    page = urlsplit(text.split("#", 1)[1] if "#" in text else text)
    name = unquote(page.path).lstrip("/")
    for prefix, action in ACTIONS.items():
        if name.startswith(prefix):
            (value,) = parse_qs(page.query).get(action.parameter, [""])[:1]
            return Share(action, value) if _is_plain(value) else None
    return None


def _is_plain(value: str) -> bool:
    """Fit to stand in a path: ids are letters, digits and dashes."""
    return 0 < len(value) <= 64 and value.isascii() and value.replace("-", "").replace("_", "").isalnum()


def _yuan(fen: Any) -> str:
    return f"{int(fen) / 100:.2f}"
