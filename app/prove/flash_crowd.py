"""The crowd of `siyu prove flash`: members who press the button again and again, and what each was told."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

import httpx
from msgspec import Struct

from app.bench.wire import Answer, WireClient
from app.prove.shopper import GaveUp, Shopper

PATIENCE_SECONDS = 60.0
ANSWER_SECONDS = 15.0
REPEATED = 0.25
"""Of the presses, those that repeat an earlier one with its key."""

PAYS = 0.6
LOOK_SECONDS = 1.0
FINAL = ("ordered", "refused", "released", "interrupted")


class LeanClient(WireClient):
    """For hundreds of shoppers who look at once: a full client would make them wait for its connections."""

    async def request(
        self, method: str, path: str, *, json: Any = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await super().request(method, path, json=json, headers=headers)
        except TimeoutError as error:
            raise httpx.ReadTimeout("no answer") from error


class Ticket(Struct):
    """What a member was promised, and what came of it."""

    shopper: Shopper
    id: str
    key: str
    state: str = "queued"
    order_id: str | None = None
    is_paid: bool = False


class Crowd:
    """`refusals` by code. A press that was not answered is pressed again with its key, and counts once."""

    def __init__(self, shop_url: str, shoppers: Sequence[Shopper], sale: tuple[str, str], seed: int) -> None:
        self._client = LeanClient(shop_url)
        self._shoppers = shoppers
        self._campaign, self._sku = sale
        self._dice = random.Random(seed)  # noqa: S311 - who presses when, repeatable
        self._pressed: dict[str, list[str]] = {}
        self.attempts = 0
        self.unanswered = 0
        self.too_late = 0
        self.refusals: Counter[str] = Counter()
        self.tickets: dict[str, Ticket] = {}
        self.wrong: list[str] = []
        self._followers: list[asyncio.Task[None]] = []

    async def press(self, count: int, at_once: int, per_second: float) -> None:
        began = time.monotonic()
        left = iter(range(count))

        async def presser() -> None:
            for number in left:
                # Spread over the time that the proof has: kills must meet a sale that goes on.
                ahead = began + number / per_second - time.monotonic()
                if ahead > 0:
                    await asyncio.sleep(ahead)
                await self._press_once()

        await asyncio.gather(*(presser() for _ in range(at_once)))

    async def came(self, tickets: int, attempts: int, until: float) -> None:
        """Waits until so many were let into the queue, and so many have pressed; at the most until then."""
        while len(self.tickets) < tickets or self.attempts < attempts:
            if time.monotonic() > until:
                return
            await asyncio.sleep(0.005)

    async def settled(self) -> None:
        """Every ticket has an outcome, or its follower gave up."""
        await asyncio.gather(*self._followers)
        await self._client.aclose()

    async def look_again(self) -> Counter[str]:
        """What every ticket says in the end, by state: a repeated press may have revived one that was interrupted."""
        for ticket in self.tickets.values():
            answer = await ticket.shopper.ask("GET", f"/flash/tickets/{ticket.id}")
            ticket.state = answer.json()["state"] if answer.status_code == 200 else f"status {answer.status_code}"
        return Counter(ticket.state for ticket in self.tickets.values())

    async def _press_once(self) -> None:
        shopper = self._dice.choice(self._shoppers)
        known = self._pressed.setdefault(shopper.device, [])
        is_repeat = bool(known) and self._dice.random() < REPEATED
        key = self._dice.choice(known) if is_repeat else uuid4().hex
        if not is_repeat:
            known.append(key)
        self.attempts += 1
        answer = await self._asked(shopper, key)
        if answer is None:
            self.wrong.append("a press was never answered")
        elif answer.status_code == 202:
            self._accepted(shopper, key, answer.json())
        elif answer.status_code in (409, 429):
            self.refusals[answer.json()["code"]] += 1
        else:
            self.wrong.append(f"{answer.status_code} {answer.content[:200]!r}")

    async def _asked(self, shopper: Shopper, key: str) -> Any:
        body = {"skuId": self._sku, "quantity": 1, "clientKey": key, "addressId": None}
        headers = {"authorization": f"Bearer {shopper.token}"}
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            try:
                path = f"/api/mini/flash/{self._campaign}/reservations"
                answer = await self._client.request("POST", path, json=body, headers=headers)
                if answer.status_code < 500:
                    return answer
            except (httpx.HTTPError, OSError):
                pass
            self.unanswered += 1
            await asyncio.sleep(0.05)
        return None

    def _accepted(self, shopper: Shopper, key: str, answer: dict[str, Any]) -> None:
        found = self.tickets.get(answer["ticketId"])
        if found is None:
            found = self.tickets[answer["ticketId"]] = Ticket(shopper, answer["ticketId"], key)
        elif found.shopper is not shopper or found.key != key:
            self.wrong.append("two presses with different keys got one ticket")
        elif found.state != "interrupted":
            return
        found.state = "queued"
        self._followers.append(asyncio.create_task(self._follow(found)))

    async def _follow(self, ticket: Ticket) -> None:
        """Until it is decided; some of those who get an order pay."""
        try:
            until = time.monotonic() + PATIENCE_SECONDS * 2
            while time.monotonic() < until:
                answer = await ticket.shopper.ask("GET", f"/flash/tickets/{ticket.id}")
                if answer.status_code != 200:
                    self.wrong.append(f"a ticket: {answer.status_code} {answer.json().get('code')}")
                    return
                seen = answer.json()
                ticket.state, ticket.order_id = seen["state"], seen["orderId"] or ticket.order_id
                if ticket.state in FINAL:
                    break
                await asyncio.sleep(LOOK_SECONDS)
            if ticket.state == "ordered" and ticket.order_id and self._dice.random() < PAYS:
                await ticket.shopper.pay(ticket.order_id)
                ticket.is_paid = True
        except httpx.HTTPStatusError as error:
            if error.response.status_code == 409:
                # The shop was away for longer than the time to pay.
                self.too_late += 1
            else:
                self.wrong.append(f"paying: {error.response.status_code}")
        except (GaveUp, httpx.HTTPError) as error:
            path = str(error).rpartition("/")[2] if ticket.order_id else "ticket"
            self.wrong.append(f"following a ticket: {type(error).__name__} {path}")
