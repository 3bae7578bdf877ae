"""A whole shop in processes of its own, a real Chromium, and the people who use them.

`world`     servers, emulator, serve, worker and scheduler, with the goods of `catalogue.py`
`phones`    makes a shopper's phone (375 × 812, touch); every phone is another WeChat user
`desks`     makes an operator's browser, signed in (1440 × 900, or as wide as wanted)
Any console error, page error or refusal that a story did not announce fails the test at its end.
"""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest
from msgspec import Struct
from playwright.async_api import Browser, StorageState, ViewportSize, async_playwright, expect

from app.prove.world import World, running_world
from app.wiring import build
from tests.browser.catalogue import Operator, fill, hire
from tests.browser.stage import PICTURES, Desk, Phone, Watched, fresh_pictures

# Waits of the outer world shrink to a twentieth: a refund takes a tenth of a second.
TIME_SCALE = 0.05
PATIENCE_MS = 15_000
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--font-render-hinting=none"),
)
PHONE = ViewportSize(width=375, height=812)
DESK = ViewportSize(width=1440, height=900)
HERE = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
Phones = Callable[[str], Awaitable[Phone]]
Desks = Callable[..., Awaitable[Desk]]


class Shop(Struct):
    """The running world as tests use it; `token` is the operator's session once there is one."""

    world: World
    operator: Operator
    token: str = ""

    @property
    def url(self) -> str:
        return self.world.shop_url

    @property
    def emulator_url(self) -> str:
        return self.world.emulator_url


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks ours; the main job goes first, because its figures are those of a shop where nothing happened yet."""
    ours = [item for item in items if "tests/browser" in item.path.as_posix()]
    for item in ours:
        item.add_marker(pytest.mark.browser)
    ordered = iter(sorted(ours, key=lambda item: item.path.name != "test_main_job.py"))
    items[:] = [next(ordered) if item in ours else item for item in items]


@pytest.fixture(scope="session")
async def shop() -> AsyncIterator[Shop]:
    fresh_pictures()
    async with running_world({"SIYU_LOG_LEVEL": "INFO"}) as world:
        built = build(world.settings)
        async with built.open():
            await fill(built)
            operator = await hire(built)
        async with httpx.AsyncClient(base_url=world.emulator_url) as emulator:
            (await emulator.put("/play/faults", json={"timeScale": TIME_SCALE})).raise_for_status()
        yield Shop(world, operator)
        for log in world.home.glob("*.log"):
            shutil.copy(log, PICTURES)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found_browser(), args=list(FLAGS))
        yield browser
        await browser.close()


@pytest.fixture
def watched() -> list[Watched]:
    """Every page that this test opened."""
    return []


@pytest.fixture(autouse=True)
async def nothing_went_wrong(watched: list[Watched]) -> AsyncIterator[None]:
    yield
    for one in watched:
        await one.end()
    assert [fault for one in watched for fault in one.faults] == []


@pytest.fixture
def phones(shop: Shop, browser: Browser, watched: list[Watched]) -> Phones:
    async def make(name: str) -> Phone:
        context = await browser.new_context(
            viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True, reduced_motion="reduce", **HERE
        )
        context.set_default_timeout(PATIENCE_MS)
        phone = Phone(await context.new_page(), name, shop.url)
        watched.append(phone)
        return phone

    return make


@pytest.fixture
def desks(shop: Shop, browser: Browser, watched: list[Watched]) -> Desks:
    async def make(
        name: str, viewport: ViewportSize = DESK, *, signed_in: bool = True, token: str | None = None
    ) -> Desk:
        """With `token` it is that operator's."""
        kept = [{"name": "siyu.admin.token", "value": token or await token_of(shop)}] if signed_in else []
        state = StorageState(cookies=[], origins=[{"origin": shop.url, "localStorage": kept}])
        context = await browser.new_context(viewport=viewport, reduced_motion="reduce", storage_state=state, **HERE)
        context.set_default_timeout(PATIENCE_MS)
        desk = Desk(await context.new_page(), name, shop.url)
        watched.append(desk)
        return desk

    return make


def found_browser() -> str | None:
    """The machine's own Chromium; None lets playwright take its own."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


async def token_of(shop: Shop) -> str:
    """The operator's session, opened once a run: a one-time code serves once."""
    if not shop.token:
        operator = shop.operator
        body = {"username": operator.username, "password": operator.password, "totp": operator.code()}
        async with httpx.AsyncClient(base_url=shop.url) as client:
            answer = await client.post("/api/admin/session", json=body)
        answer.raise_for_status()
        shop.token = answer.json()["token"]
    return shop.token
