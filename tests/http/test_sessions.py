"""A session that ends, ends in every server process; so does what an operator may no longer do."""

import asyncio
import time
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest

from app.http.sessions import REMEMBERED_SECONDS, OperatorSessions
from app.settings import Settings
from ports.cache import OPERATORS, operator_topic, session_topic
from ports.governance.api import Actor
from ports.kernel import OperatorId
from tests.http.outside import Outside
from tests.http.shop import PASSWORD, Person, Shop, running_shop

LIMIT_SECONDS = 3.0
NEW_PASSWORD = "duo-duo-2026-hao"


class Elsewhere:
    """A second server process of the same shop: its own memory and connections."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop

    def as_seen(self, person: Person) -> Person:
        """The same token, shown to this process."""
        prefix = "/api/admin" if person.device.startswith("op-") else "/api/mini"
        return Person(self.shop.client, prefix, person.token, person.device)

    async def answers(self, person: Person, path: str, status: int) -> None:
        """Well before the time for which a session is remembered."""
        deadline = time.monotonic() + LIMIT_SECONDS
        while (answer := await self.as_seen(person).ask("GET", path)).status_code != status:
            assert time.monotonic() < deadline, f"still {answer.status_code}"
            await asyncio.sleep(0.02)


@pytest.fixture(scope="module")
async def elsewhere(shop: Shop, http_settings: Settings, outside: Outside) -> AsyncIterator[Elsewhere]:
    async with running_shop(http_settings, outside) as other:
        async with asyncio.timeout(10):
            while not await _listens(other):
                pass
        yield Elsewhere(other)


async def _listens(shop: Shop) -> bool:
    """Whether the process hears what another one tells: it forgets a page well before the page grows stale."""
    pages, topic = shop.app.state.services.pages, uuid4().hex
    pages.put(topic, topic, b"page", pages.now())
    await shop.built.invalidation.changed([topic])
    await asyncio.sleep(0.05)
    return pages.get(topic) is None


async def _operator_id(shop: Shop, person: Person) -> UUID:
    found: UUID = await shop.value("select id from governance.operator where username = $1", person.device)
    return found


def test_the_limit_shows_that_it_was_told() -> None:
    assert LIMIT_SECONDS < REMEMBERED_SECONDS / 2


async def test_signing_out_ends_the_token_everywhere(shop: Shop, elsewhere: Elsewhere) -> None:
    for person, path in ((await shop.operator(), "/products"), (await shop.shopper(), "/me")):
        await elsewhere.answers(person, path, 200)
        assert (await person.ask("DELETE", "/session")).status_code == 204
        await elsewhere.answers(person, path, 401)


async def test_a_new_password_ends_the_other_sessions_everywhere(shop: Shop, elsewhere: Elsewhere) -> None:
    person = await shop.operator()
    stolen = await shop.operator_signed_in(person.device, PASSWORD)
    await elsewhere.answers(stolen, "/products", 200)
    changed = {"current": PASSWORD, "next": NEW_PASSWORD}
    assert (await person.ask("POST", "/me/password", changed)).status_code == 204
    await elsewhere.answers(stolen, "/products", 401)
    await elsewhere.answers(person, "/products", 200)


async def test_a_session_ended_from_the_account_page_ends_everywhere(shop: Shop, elsewhere: Elsewhere) -> None:
    person = await shop.operator()
    lost = await shop.operator_signed_in(person.device, PASSWORD)
    await elsewhere.answers(lost, "/products", 200)
    [session_id] = [row["id"] for row in (await person.get("/me/sessions"))["items"] if not row["current"]]
    assert (await person.ask("DELETE", f"/me/sessions/{session_id}")).status_code == 204
    await elsewhere.answers(lost, "/products", 401)


async def test_what_a_manager_takes_away_is_gone_everywhere(shop: Shop, owner: Person, elsewhere: Elsewhere) -> None:
    role = await owner.post("/roles", {"name": f"临时 {uuid4().hex[:8]}", "permissions": ["catalogue.read"]})
    body = {"name": "小周", "roleIds": [role["id"]], "status": "active"}
    person = await shop.operator()
    path = f"/operators/{await _operator_id(shop, person)}"
    await elsewhere.answers(person, "/roles", 200)
    assert (await owner.ask("PUT", path, body)).status_code == 200
    await elsewhere.answers(person, "/roles", 403)
    await elsewhere.answers(person, "/products", 200)
    fewer = {"name": role["name"], "permissions": ["stock.read"]}
    assert (await owner.ask("PUT", f"/roles/{role['id']}", fewer)).status_code == 200
    await elsewhere.answers(person, "/products", 403)
    await elsewhere.answers(person, "/stock", 200)
    assert (await owner.ask("PUT", path, body | {"status": "disabled"})).status_code == 200
    await elsewhere.answers(person, "/stock", 401)


async def test_a_reset_password_ends_every_session_everywhere(shop: Shop, owner: Person, elsewhere: Elsewhere) -> None:
    person = await shop.operator()
    await elsewhere.answers(person, "/products", 200)
    await owner.post(f"/operators/{await _operator_id(shop, person)}/reset")
    await elsewhere.answers(person, "/products", 401)


@pytest.mark.parametrize("topic", [OPERATORS, operator_topic(UUID(int=1)), session_topic("token")])
async def test_an_answer_of_before_is_not_remembered(topic: str) -> None:
    """The session ended while PostgreSQL was asked: the late answer must not live on."""
    actor, asked = Actor(OperatorId(UUID(int=1)), "小周", frozenset({"stock.read"}), ""), 0

    async def ask(token: str) -> Actor | None:
        nonlocal asked
        asked += 1
        sessions.forget(topic)
        return actor if asked == 1 else None

    sessions = OperatorSessions(ask)
    assert await sessions.resolve("token", "") is not None
    assert await sessions.resolve("token", "") is None
    assert asked == 2


async def test_only_what_is_meant_is_forgotten() -> None:
    actors = {name: Actor(OperatorId(uuid4()), name, frozenset({"stock.read"}), "") for name in ("one", "two")}
    asked: list[str] = []

    async def ask(token: str) -> Actor | None:
        asked.append(token)
        return actors[token]

    sessions = OperatorSessions(ask)

    async def look() -> None:
        for token in actors:
            await sessions.resolve(token, "")

    await look()
    for topic in ("catalogue", "product:1", operator_topic(uuid4()), session_topic("three")):
        sessions.forget(topic)
    await look()
    assert asked == ["one", "two"]
    sessions.forget(operator_topic(actors["one"].id))
    await look()
    assert asked == ["one", "two", "one"]
