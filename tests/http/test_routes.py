"""Every route of the two APIs, taken from the route table: a new one is tried without a line here."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from litestar import Litestar

from ports.crypto import mask_number
from tests.http.samples import Description, Samples
from tests.http.shop import Person, Shop

# What an operator without any permission may do: look after the own account; search, which finds only what may be read.
OPEN_TO_OPERATORS = {
    "currentOperator",
    "operatorSignOut",
    "setUpTotp",
    "confirmTotp",
    "changePassword",
    "listMySessions",
    "endMySession",
    "listPermissions",
    "searchAll",
}
# Ids in these bodies name goods of the shop, which belong to nobody.
NOT_OWNED = {"sku_id", "new_sku_id", "product_id", "category_id", "warehouse_id", "parent_id"}
NOT_OWNED |= {"campaign_id", "template_id", "grant_id", "plan_code"}
NOT_OWNED |= {"session_id", "operator_id", "role_id", "refund_id", "delivery_id", "inbox_id", "work_order_id"}
# Named by operators alone.
NOT_OWNED |= {"member_id", "other_id", "match_id", "merge_id"}
# A bargain is looked at, and helped with, by whoever has its link.
NOT_OWNED |= {"campaign_id", "bargain_id"}
# The link of a touch is opened by whoever has it.
NOT_OWNED |= {"touch_code"}
# Manual tags are the shop's; members are named by operators alone.
NOT_OWNED |= {"tag_id", "member_id"}
# The one place where a product's id in a path names something of the shopper's own: a line of the cart.
OWNED_HERE = {"changeCartLine": {"sku_id"}}
# Lotteries and redeemable items are the shop's, a task's code and a round's number name nobody.
NOT_OWNED |= {"lottery_id", "item_id", "number", "code"}
# Scripts are the shop's.
NOT_OWNED |= {"script_id"}
# What is shown is everybody's to look at, to vote for and to report.
NOT_OWNED |= {"shown_id", "post_id"}
# Looked at when the order is written (`tests/flows/flash`): a crowd at a button asks no database.
CHECKED_LATER = {"reserveFlash": {"address_id"}}


class Route(msgspec.Struct, frozen=True):
    method: str
    path: str
    operation: str
    is_public: bool
    streams: bool

    @property
    def parameters(self) -> list[str]:
        return [part.strip("{}").split(":")[0] for part in self.path.split("/") if part.startswith("{")]

    @property
    def described_path(self) -> str:
        """As the API description writes it: without the types of parameters."""
        return "/".join(
            f"{{{part.strip('{}').split(':')[0]}}}" if "{" in part else part for part in self.path.split("/")
        )


def routes(app: Litestar, prefix: str) -> Iterator[Route]:
    for route in app.routes:
        if not route.path.startswith(prefix):
            continue
        for handler in route.route_handlers:  # type: ignore[union-attr]
            for method in sorted(handler.http_methods - {"OPTIONS", "HEAD"}):  # type: ignore[union-attr]
                operation = str(handler.operation_id)  # type: ignore[union-attr]
                options = handler.opt  # type: ignore[union-attr]
                yield Route(method, route.path, operation, bool(options.get("public")), bool(options.get("streams")))


class Trial(msgspec.Struct, frozen=True):
    shop: Shop
    samples: Samples
    description: Description

    async def ask(self, route: Route, token: str) -> Any:
        query = self.description.query(route.method, route.described_path, self.samples)
        person = Person(self.shop.client, "", token)
        return await person.ask(route.method, self.filled(route), params=query, **self.body(route))

    def filled(self, route: Route) -> str:
        parts = []
        for part in route.path.split("/"):
            name = part.strip("{}").split(":")[0]
            parts.append(self.samples.id_of(name) or f"no sample of {name}" if "{" in part else part)
        return "/".join(parts)

    def body(self, route: Route) -> dict[str, Any]:
        return self.description.body(route.method, route.described_path, self.samples)

    def foreign(self, route: Route) -> set[str]:
        """Names of the ids in path and body that belong to the sample's shopper."""
        in_body = _names(self.body(route).get("json"), self.samples)
        named = (set(route.parameters) | in_body) - NOT_OWNED - CHECKED_LATER.get(route.operation, set())
        return named | OWNED_HERE.get(route.operation, set())


def _names(value: Any, samples: Samples) -> set[str]:
    """The sample ids that stand in a body."""
    text = msgspec.json.encode(value).decode() if value is not None else ""
    return {name for name, found in samples.ids.items() if found in text}


@pytest.fixture(scope="module")
async def trial(shop: Shop, samples: Samples) -> Trial:
    document = (await shop.client.get("/openapi.json")).json()
    return Trial(shop, samples, Description(document))


async def test_every_path_parameter_has_a_sample(trial: Trial) -> None:
    names = {
        name
        for prefix in ("/api/mini", "/api/admin", "/api/sidebar")
        for route in routes(trial.shop.app, prefix)
        for name in route.parameters
    }
    assert {name for name in names if trial.samples.id_of(name) is None} == set(), (
        "give it one in tests/http/samples.py"
    )


@pytest.mark.parametrize("prefix", ["/api/mini", "/api/admin", "/api/sidebar"])
async def test_without_a_token_no_route_answers(trial: Trial, owner: Person, prefix: str) -> None:
    before = await trial.shop.picture()
    other = trial.samples.shopper.token if prefix == "/api/admin" else owner.token
    odd = []
    for route in routes(trial.shop.app, prefix):
        if route.is_public:
            continue
        for token in ("", "made-up", other):
            answer = await trial.ask(route, token)
            if answer.status_code != 401 or answer.json()["code"] != "auth.required":
                odd.append((route.operation, answer.status_code, answer.text[:200]))
    assert odd == []
    assert await trial.shop.picture() == before


async def test_what_belongs_to_another_shopper_is_not_there(trial: Trial) -> None:
    """Not found, nothing changed, and nothing of the owner's in the answer."""
    before = await trial.shop.picture()
    odd, tried = [], set()
    for route in routes(trial.shop.app, "/api/mini"):
        if route.is_public or not trial.foreign(route):
            continue
        answer = await trial.ask(route, trial.samples.stranger.token)
        tried.add(route.operation)
        if answer.status_code != 404:
            odd.append((route.operation, answer.status_code, answer.text[:300]))
    assert odd == []
    changed = [name for name, found in (await trial.shop.picture()).items() if before[name] != found]
    assert changed == []
    assert {
        "getOrder",
        "payOrder",
        "trackParcel",
        "changeAddress",
        "changeCartLine",
        "applyAfterSale",
        "placeOrder",
    } <= tried


async def test_the_owner_finds_what_the_stranger_does_not(trial: Trial) -> None:
    """The samples are real: the same requests reach their things with the right token."""
    missing = []
    for route in routes(trial.shop.app, "/api/mini"):
        if route.method == "GET" and not route.is_public and trial.foreign(route):
            answer = await trial.ask(route, trial.samples.shopper.token)
            if answer.status_code != 200:
                missing.append((route.operation, answer.status_code, answer.text[:200]))
    assert missing == []


async def test_lists_show_a_stranger_nothing_of_the_owners(trial: Trial) -> None:
    owned = [found for name, found in trial.samples.ids.items() if name not in NOT_OWNED]
    for route in routes(trial.shop.app, "/api/mini"):
        # A stream does not end by itself; tests/http/test_live.py reads them.
        if route.method == "GET" and not route.parameters and not route.streams:
            answer = await trial.ask(route, trial.samples.stranger.token)
            assert answer.status_code == 200, f"{route.operation} {answer.text}"
            assert [found for found in owned if found in answer.text] == [], route.operation


async def test_no_admin_route_opens_without_its_permission(trial: Trial) -> None:
    nobody = await trial.shop.operator(permissions=[])
    before = await trial.shop.picture()
    odd = []
    for route in routes(trial.shop.app, "/api/admin"):
        if route.is_public or route.operation in OPEN_TO_OPERATORS:
            continue
        answer = await trial.ask(route, nobody.token)
        if answer.status_code != 403 or answer.json()["code"] != "governance.permission_missing":
            odd.append((route.operation, answer.status_code, answer.text[:300]))
    assert odd == []
    assert await trial.shop.picture() == before


async def test_a_search_finds_only_what_may_be_read(trial: Trial, owner: Person) -> None:
    nobody = await trial.shop.operator(permissions=[])
    number = (await trial.samples.shopper.get(f"/orders/{trial.samples.ids['order_id']}"))["number"]
    assert [order["number"] for order in (await owner.get("/search", q=number))["orders"]] == [mask_number(number)]
    assert set(map(len, (await nobody.get("/search", q=number)).values())) == {0}


async def test_the_list_of_open_routes_has_no_stale_names(trial: Trial) -> None:
    names = {route.operation for route in routes(trial.shop.app, "/api/admin") if not route.is_public}
    assert names >= OPEN_TO_OPERATORS


async def test_another_operators_session_is_not_there(trial: Trial, owner: Person) -> None:
    other = await trial.shop.operator(permissions=[])
    [session] = (await other.get("/me/sessions"))["items"]
    answer = await owner.ask("DELETE", f"/me/sessions/{session['id']}")
    assert answer.status_code == 404
    assert (await other.ask("GET", "/session")).status_code == 200


async def test_every_operation_documents_its_refusals(trial: Trial) -> None:
    for prefix, refusal in (("/api/mini", "401"), ("/api/admin", "403")):
        for route in routes(trial.shop.app, prefix):
            described = trial.description.operation(route.method, route.described_path)["responses"]
            wanted = {"400"} | (set() if route.is_public else {refusal}) | ({"404"} if route.parameters else set())
            assert wanted <= described.keys(), route.operation
            assert "application/problem+json" in described["400"]["content"]
