"""One of each thing, and bodies made from the API description: what the tests over the route table put in."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from msgspec import Struct

from ports.promotion.api import ActivityRef
from tests.http.bargains import bargain_campaign
from tests.http.flash_sales import open_sale, reserve
from tests.http.group_buys import group_campaign, seat_of
from tests.http.identities import identity_samples
from tests.http.play import play_ids
from tests.http.shop import Person, Shop
from tests.http.sidebar import sidebar_ids
from tests.http.touches import touch_ids
from tests.http.ugc import ugc_ids
from tests.http.wecom import wecom_ids

WORDS = ("aaaaaaaa", "123456", "2025-11-20T02:00:00Z", "00000000-0000-4000-8000-000000000001")
PICTURE = "picture.png"
KNOWN_WORDS = {"courierCode": "SF", "phone": "16000001234"}


class Samples(Struct, frozen=True):
    """`ids` maps the name of a path parameter to an id of `shopper`'s; `stranger` owns nothing."""

    shopper: Person
    stranger: Person
    ids: Mapping[str, str]

    def id_of(self, name: str) -> str | None:
        """By the name of a path parameter (`order_id`) or of a field (`orderId`, `lineIds`)."""
        snake = re.sub(r"([A-Z])", lambda found: "_" + found[1].lower(), name)
        return self.ids.get(snake) or self.ids.get(snake.removesuffix("s"))


async def make_samples(shop: Shop, owner: Person) -> Samples:
    shopper, stranger = await shop.shopper(address=True), await shop.shopper()
    goods = await shop.goods()
    address_id = (await shopper.get("/addresses"))["items"][0]["id"]
    await shopper.post("/cart/lines", {"skuId": str(goods.sku_id), "quantity": 1})
    order = await shop.ordered(shopper, goods, 2)
    await shop.pay(shopper, order["id"])
    [(fulfilment_id, warehouse_id)] = await shop.rows(
        "select id, warehouse_id from supply.fulfilment where order_id = $1", UUID(order["id"])
    )
    shipped = await owner.post(
        "/fulfilments/ship", {"items": [{"fulfilmentId": str(fulfilment_id), "courierCode": "SF"}]}
    )
    assert shipped["items"][0]["problem"] is None, shipped
    await shop.settle()
    parcel_id = shipped["items"][0]["parcel"]["id"]
    line_id = order["lines"][0]["id"]
    wish = {
        "orderId": order["id"],
        "kind": "refund_only",
        "lines": [{"lineId": line_id, "quantity": 1}],
        "reasonCode": (await shopper.get(f"/orders/{order['id']}/after-sale-options"))["reasons"][0]["code"],
        "description": "",
        "imageIds": [],
    }
    after_sale = await shopper.ask("POST", "/after-sales", wish)
    assert after_sale.status_code == 201, after_sale.text
    campaign_id = await open_sale(shop, goods)
    ticket = await reserve(shopper, campaign_id, goods)
    assert ticket.status_code == 202, ticket.text
    category_id = await shop.value("select category_id from commerce.product where id = $1", goods.product_id)
    campaign_id = await bargain_campaign(shop, goods)
    bargain = await shopper.post("/bargains", {"campaignId": campaign_id, "skuId": str(goods.sku_id)})
    ids = {
        "order_id": order["id"],
        "line_id": line_id,
        "address_id": address_id,
        "sku_id": str(goods.sku_id),
        "new_sku_id": str(goods.sku_id),
        "product_id": str(goods.product_id),
        "parcel_id": parcel_id,
        "after_sale_id": after_sale.json()["id"],
        "fulfilment_id": str(fulfilment_id),
        "warehouse_id": str(warehouse_id),
        "category_id": str(category_id),
        "parent_id": str(category_id),
        "campaign_id": campaign_id,
        "bargain_id": bargain["id"],
        "ticket_id": ticket.json()["ticketId"],
        "member_id": (await shopper.get("/me"))["id"],
    }
    ids |= await ugc_ids(shop, owner, shopper) | await _of_promotions(shop, owner, shopper)
    ids |= await _of_members(shop, owner, shopper)
    ids |= await wecom_ids(shop, owner) | await sidebar_ids(shop, owner) | await touch_ids(shop)
    ids |= {name: str(found) for name, found in (await _of_operators(shop)).items()}
    campaign_id = await group_campaign(shop, goods)
    team_id = await seat_of(shop, order["id"], goods, ActivityRef("group_buy", campaign_id, 2))
    ids |= {"campaign_id": str(campaign_id), "team_id": str(team_id)}
    return Samples(shopper, stranger, ids)


async def _of_members(shop: Shop, owner: Person, shopper: Person) -> dict[str, str]:
    """An adjustment of points that waits for a second operator, and one of everything else that members have."""
    member_id = (await shopper.get("/me"))["id"]
    adjustment = await owner.post(f"/members/{member_id}/points/adjustments", {"points": 5000, "reason": "样品"})
    ids = {"member_id": member_id, "adjustment_id": adjustment["id"]}
    ids |= await identity_samples(shop, owner, shopper)
    ids |= await play_ids(shop, owner, shopper)
    ids |= await _of_memberships(shop, shopper)
    return ids | await _of_tags(shop, owner, shopper)


async def _of_memberships(shop: Shop, shopper: Person) -> dict[str, str]:
    """A trial, and a first period that waits to be paid."""
    await shopper.post("/subscription/trial", {"planCode": "monthly"})
    bought = await shopper.post("/subscription/purchases", {"planCode": "monthly"})
    subscription_id = await shop.value(
        "select s.id from members.subscription s join members.subscription_charge c on c.subscription_id = s.id"
        " where c.id = $1",
        UUID(bought["chargeId"]),
    )
    return {"charge_id": bought["chargeId"], "subscription_id": str(subscription_id), "plan_code": "monthly"}


async def _of_promotions(shop: Shop, owner: Person, shopper: Person) -> dict[str, str]:
    """A campaign that runs and a coupon in the shopper's wallet, of goods that no other test buys."""
    goods = await shop.goods()
    campaign = await owner.post("/campaigns", campaign_body(str(goods.sku_id), goods.price_fen - 1))
    await owner.post(f"/campaigns/{campaign['id']}/publish")
    scope = {"kind": "skus", "ids": [str(goods.sku_id)], "excludedProductIds": []}
    template = await owner.post("/coupon-templates", template_body(scope=scope))
    await owner.post(f"/coupon-templates/{template['id']}/publish")
    nobody = {"name": "无人", "levelCodes": [], "memberIds": [str(uuid4())]}
    granted = await owner.post(f"/coupon-templates/{template['id']}/grants", nobody)
    claimed = await shopper.post("/coupons/claim", {"templateId": template["id"]})
    await shop.settle()
    return {
        "campaign_id": campaign["id"],
        "template_id": template["id"],
        "grant_id": granted["grants"][0]["id"],
        "coupon_id": claimed["couponId"],
    }


async def _of_tags(shop: Shop, owner: Person, shopper: Person) -> dict[str, str]:
    """A child that the shopper tells of, and a manual tag that the shopper has."""
    member_id = (await shopper.get("/me"))["id"]
    child_id = (await shopper.post("/me/children", {"bornMonth": "2025-01-01"}))["id"]
    tag = await owner.post("/manual-tags", {"name": f"样品 {uuid4().hex[:6]}", "definition": "样品"})
    given = await owner.ask("PUT", f"/members/{member_id}/manual-tags/{tag['id']}")
    assert given.status_code == 204, given.text
    await shop.settle()
    return {"child_id": child_id, "member_id": member_id, "tag_id": str(tag["id"])}


def campaign_body(sku_id: str, price_fen: int, **changed: Any) -> dict[str, Any]:
    """A limited-time price."""
    body = {
        "name": "样品活动",
        "label": "",
        "priority": 10,
        "stacks": [],
        "rule": {"type": "timed_price", "levelCodes": []},
        "items": [{"skuId": sku_id, "priceFen": price_fen, "quota": None, "perMemberMax": None}],
        "startsAt": "2020-01-01T00:00:00Z",
        "endsAt": "2099-01-01T00:00:00Z",
        "version": 0,
    }
    return body | changed


def template_body(**changed: Any) -> dict[str, Any]:
    """A coupon of 10.00 off; `changed` may name fields of the rule."""
    rule = {
        "kind": "amount",
        "layer": "shop",
        "value": 1000,
        "minFen": 0,
        "scope": {"kind": "all", "ids": [], "excludedProductIds": []},
    }
    rule |= {name: changed.pop(name) for name in list(changed) if name in (*rule, "capFen", "giftWorthFen")}
    body = {
        "name": "样品券",
        "rule": rule,
        "total": 1000,
        "perMemberMax": 3,
        "claimFrom": "2020-01-01T00:00:00Z",
        "claimUntil": "2099-01-01T00:00:00Z",
        "validFrom": None,
        "validUntil": None,
        "validDays": 30,
        "returnsOnRefund": True,
        "isListed": True,
        "version": 0,
    }
    return body | changed


async def _of_operators(shop: Shop) -> dict[str, UUID]:
    """What operators look after. A thing that the samples' story has not made gets an id that is nowhere."""
    tables = {
        "session_id": "governance.session",
        "operator_id": "governance.operator",
        "role_id": "governance.role",
        "refund_id": "payments.refund",
        "delivery_id": "kernel.delivery",
        "inbox_id": "kernel.inbox",
        "work_order_id": "supply.work_order",
    }
    found = {name: await shop.rows(f"select id from {table} order by id limit 1") for name, table in tables.items()}
    return {name: rows[0][0] if rows else uuid4() for name, rows in found.items()}


class Description:
    """The API description, read for operations and for the smallest body that each of them takes."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document

    def operation(self, method: str, path: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.document["paths"][path][method.lower()]
        return found

    def body(self, method: str, path: str, samples: Samples) -> dict[str, Any]:
        """What to give httpx: `json`, `files`, or nothing."""
        described = self.operation(method, path).get("requestBody")
        if described is None:
            return {}
        [(media_type, content)] = described["content"].items()
        if media_type == "multipart/form-data":
            schema = content["schema"]
            wanted = (self._resolved(schema["$ref"]) if "$ref" in schema else schema)["properties"]
            return {"files": dict.fromkeys(wanted, (PICTURE, b"no picture", "image/png"))}
        return {"json": self._value("", content["schema"], samples)}

    def query(self, method: str, path: str, samples: Samples) -> dict[str, Any]:
        """The parameters that have to be given."""
        wanted = [one for one in self.operation(method, path).get("parameters", ()) if one.get("required")]
        return {one["name"]: self._value(one["name"], one["schema"], samples) for one in wanted if one["in"] == "query"}

    def _value(self, name: str, schema: Mapping[str, Any], samples: Samples) -> Any:
        if "$ref" in schema:
            return self._value(name, self._resolved(schema["$ref"]), samples)
        for several in ("oneOf", "anyOf"):
            if several in schema:
                return self._value(name, next(one for one in schema[several] if one.get("type") != "null"), samples)
        if "enum" in schema or "const" in schema:
            return schema.get("const", schema.get("enum", [None])[0])
        kind = schema.get("type")
        if isinstance(kind, list):
            kind = next(one for one in kind if one != "null")
        if kind == "object":
            wanted = {key: schema["properties"][key] for key in schema.get("required", ())}
            # An id is given wherever one can be: it is what could belong to someone else.
            wanted |= {key: one for key, one in schema.get("properties", {}).items() if samples.id_of(key)}
            return {key: self._value(key, one, samples) for key, one in wanted.items()}
        if kind == "array":
            return [self._value(name, schema["items"], samples) for _ in range(schema.get("minItems", 1))]
        if kind == "boolean":
            return False
        if kind == "integer":
            return int(max(1, schema.get("minimum", 1)))
        return self._text(name, schema, samples)

    def _text(self, name: str, schema: Mapping[str, Any], samples: Samples) -> str:
        if schema.get("format") == "uuid":
            return samples.id_of(name) or str(uuid4())
        if name in KNOWN_WORDS:
            return KNOWN_WORDS[name]
        for word in WORDS:
            length = schema.get("minLength", 0) <= len(word) <= schema.get("maxLength", 1000)
            is_time = schema.get("format") == "date-time"
            if length and re.search(schema.get("pattern", ""), word) and is_time == ("T" in word):
                return word
        return "a" * schema.get("minLength", 1)

    def _resolved(self, reference: str) -> Mapping[str, Any]:
        found: Any = self.document
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
        return dict(found)
