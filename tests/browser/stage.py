"""A page under watch: what a person does on it, pictures of each step, and everything that went wrong meanwhile."""

import re
from pathlib import Path
from urllib.parse import quote

from playwright.async_api import ConsoleMessage, Locator, Page, Response, expect

from app.settings import ROOT

PICTURES = ROOT / "test-results" / "browser"
SAID_MAX = 1500
# The browser says this beside the answer itself, which `Watched` judges.
_SAID_TWICE = "Failed to load resource"
_ONLY_SHOWS = """path => {
  const shown = [...document.querySelectorAll('.taro_page')].filter(page => page.getClientRects().length)
  return shown.length === 1 && shown[0].id.startsWith(`/${path}/index`)
}"""
_PICTURES_ARE_DRAWN = """[...document.images].every(image => {
  const { top, width } = image.getBoundingClientRect()
  return image.complete || width === 0 || top > innerHeight
})"""


async def drawn(page: Page) -> None:
    """Waits until every picture on the screen is there."""
    await page.wait_for_function(_PICTURES_ARE_DRAWN)


class Watched:
    """Counts console errors, page errors and refused requests; `expects` names the refusals that belong to a story."""

    def __init__(self, page: Page, name: str) -> None:
        self.page, self.name = page, name
        self.faults: list[str] = []
        self._expected: list[tuple[int, str]] = []
        self._shots = 0
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.faults.append(f"{self.name}: page error {error}"))
        page.on("response", self._judge)

    def expects(self, status: int, path: str) -> None:
        """From now on an answer of this status to an address that ends in `path` is no fault."""
        self._expected.append((status, path))

    async def shot(self, name: str) -> None:
        """A numbered picture, once every picture of the page is drawn and nothing moves."""
        self._shots += 1
        folder = PICTURES / self.name
        folder.mkdir(parents=True, exist_ok=True)
        await drawn(self.page)
        await self.page.screenshot(path=folder / f"{self._shots:02d}-{name}.png", animations="disabled")

    async def end(self) -> None:
        """A last picture and what it says, for whoever asks why a story failed; then the browser's window is closed."""
        folder = PICTURES / self.name
        folder.mkdir(parents=True, exist_ok=True)
        await self.page.screenshot(path=folder / "end.png")
        shown = await self.page.locator("body").inner_text()
        print(f"{self.name} ended at {self.page.url}: {' | '.join(shown.split())[:SAID_MAX]}")
        await self.page.context.close()

    async def sees(self, *texts: str | re.Pattern[str]) -> None:
        """Each text is visible somewhere on the page."""
        for text in texts:
            await expect(self.text(text)).to_be_visible()

    def text(self, text: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_text(text).filter(visible=True).first

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(_SAID_TWICE):
            self.faults.append(f"{self.name}: console {message.text}")

    def _judge(self, response: Response) -> None:
        path = response.url.split("?")[0]
        if response.status < 400 or any(response.status == s and path.endswith(p) for s, p in self._expected):
            return
        self.faults.append(f"{self.name}: {response.status} {response.request.method} {path}")


class Phone(Watched):
    """The shop on a shopper's phone. Pages below the top one stay in the document, hidden."""

    def __init__(self, page: Page, name: str, shop_url: str) -> None:
        super().__init__(page, name)
        self.shop_url = shop_url

    async def open(self, path: str = "") -> None:
        """`path` as in the address after `#/`; without one the home page."""
        # From another address of the shop the browser would only change what stands after the #.
        await self.page.goto("about:blank")
        await self.page.goto(f"{self.shop_url}/mini/" + (f"#/{path}" if path else ""))

    async def at(self, path: str) -> None:
        """Waits until the page at the top is this one, for instance `orders/detail`, and the one below is gone.

        Pages of sub-packages that several features share are named from `packages/` on.
        """
        route = path if path.startswith("packages/") else f"features/{path}"
        await self.page.wait_for_url(re.compile(f"#/{route}/index"))
        await self.page.wait_for_function(_ONLY_SHOWS, arg=route)

    def named(self, name: str | re.Pattern[str], role: str = "button") -> Locator:
        exact = isinstance(name, str)
        return self.page.get_by_role(role, name=name, exact=exact).filter(visible=True).last  # type: ignore[arg-type]

    async def tap(self, name: str | re.Pattern[str], role: str = "button") -> None:
        await self.named(name, role).click()

    async def tick(self, name: str | re.Pattern[str]) -> None:
        await self.tap(name, "checkbox")

    async def write(self, label: str, text: str) -> None:
        """The label is on Taro's element around the field."""
        fields = self.page.locator(f'[aria-label="{label}"] input, [aria-label="{label}"] textarea')
        await fields.filter(visible=True).last.fill(text)

    async def answer(self, text: str) -> None:
        """Presses one of the two buttons of the question on the screen."""
        question = self.page.locator(".taro__modal")
        await question.get_by_text(text, exact=True).filter(visible=True).click()
        # Its veil fades, and takes every touch until it is gone.
        await expect(question.locator(".taro-modal__mask")).to_be_hidden()

    async def be(self, device: str, token: str | None = None) -> None:
        """This phone from its first page on: whose WeChat it is, and whether that person is signed in."""
        kept = {"siyu_device": device} | ({"siyu_token": token, "siyu_consent": "2026-11"} if token else {})
        lines = [f"localStorage.setItem('{k}', JSON.stringify({{data: '{v}'}}))" for k, v in kept.items()]
        # Only the first page: later ones keep what the shop wrote itself.
        script = f"if (location.pathname.startsWith('/mini') && !localStorage.siyu_device) {{ {'; '.join(lines)} }}"
        await self.page.add_init_script(script)

    async def look_at(self, title: str) -> None:
        """From the list to the product's page."""
        await self.open(f"features/search/list/index?q={quote(title)}")
        await self.tap(title)
        await self.at("product/detail")
        await self.sees(title)

    async def put_in_cart(self, title: str, *choices: str) -> None:
        await self.look_at(title)
        await self.tap("加入购物车")
        for choice in choices:
            await self.tick(choice)
        await self.tap("加入购物车")
        await self.sees("已加入购物车")

    async def sign_in(self, *, with_phone: bool = True) -> None:
        """From the login page, with the consent, back to where the shopper was going."""
        await self.at("members/login")
        await self.tap("微信一键登录")
        await self.sees("隐私保护提示")
        await self.tap("同意并登录")
        await self.tap("用微信手机号绑定" if with_phone else "以后再说")

    async def pay(self, *, refuse: bool = False) -> None:
        """In the payment sheet of the emulator."""
        cashier = self.page.frame_locator(".cashier iframe")
        await expect(cashier.locator("#confirm-pay")).to_be_visible()
        await self.shot("cashier")
        await cashier.locator("#cancel-pay" if refuse else "#confirm-pay").click()

    async def swipe_left(self, row: Locator, by: int = 120) -> None:
        """A finger over the glass, as the browser reports it."""
        box = await row.bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.3
        cdp = await self.page.context.new_cdp_session(self.page)
        await cdp.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
        for step in range(1, 9):
            point = {"x": x - by * step / 8, "y": y}
            await cdp.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
        await cdp.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        await cdp.detach()


class Desk(Watched):
    """The admin in an operator's browser."""

    def __init__(self, page: Page, name: str, shop_url: str) -> None:
        super().__init__(page, name)
        self.shop_url = shop_url

    async def open(self, path: str = "") -> None:
        await self.page.goto(f"{self.shop_url}/admin/{path}")

    def field(self, path: str) -> Locator:
        """A field of a form by the path that the server's problems name."""
        return self.page.locator(f'[data-field="{path}"]')

    async def pick(self, path: str, *titles: str) -> None:
        """Out of the field's list, which draws only the first few: each is looked for by its name."""
        for title in titles:
            await self.field(path).locator("input").fill(title)
            await self.page.get_by_title(title).last.click()
        await self.page.keyboard.press("Escape")

    async def press(self, name: str | re.Pattern[str]) -> None:
        """A button by what stands on it; antd puts a space between two characters."""
        spaced = re.compile(f"^{r'\s?'.join(name)}$") if isinstance(name, str) and len(name) == 2 else name
        found = self.page.get_by_role("button", name=spaced, exact=isinstance(spaced, str))
        await found.filter(visible=True).last.click()


def fresh_pictures() -> Path:
    """The folder of this run's pictures, empty."""
    for old in PICTURES.rglob("*.png"):
        old.unlink()
    PICTURES.mkdir(parents=True, exist_ok=True)
    return PICTURES
