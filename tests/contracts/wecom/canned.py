"""WeCom as a script: answers by call, and what was asked."""

import json
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
from msgspec.structs import replace
from redis.asyncio import Redis

from adapters.wecom.client import WecomClient
from adapters.wecom.config import WecomConfig

CORP_ID = "wx5823bf96d3bd56c7"
AES_KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
CONFIG = WecomConfig(
    corp_id=CORP_ID,
    contact_secret="hush-contact",
    agent_id="218",
    agent_secret="hush-agent",
    callback_token="QDG6eK",
    callback_aes_key=AES_KEY,
    base_url="https://qyapi.test",
    card_appid="wx0000000000000001",
    timeout_seconds=1.0,
)

type Answer = dict[str, Any] | bytes | int | Exception | Callable[[httpx.Request], Any]
"""JSON, bare bytes, an HTTP status, a broken line, or what a function makes of the request."""


class StandingClock:
    """Moved by hand."""

    def __init__(self, at: datetime = datetime(2025, 11, 20, 2, 30, 30, tzinfo=UTC)) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


class Corp:
    """`answers[api]` is taken from the front; the last one stays. Without any a call gets bare success."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Answer]] = defaultdict(list)
        self.requests: list[httpx.Request] = []
        self.tokens = 0

    def says(self, api: str, *answers: Answer) -> None:
        self.answers[api] = list(answers)

    def calls(self, api: str) -> list[httpx.Request]:
        return [request for request in self.requests if request.url.path == f"/cgi-bin/{api}"]

    def body(self, api: str) -> Any:
        """Of the last call."""
        return json.loads(self.calls(api)[-1].content)

    def handle(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        api = request.url.path.removeprefix("/cgi-bin/")
        scripted = self.answers[api]
        if not scripted and api == "gettoken":
            self.tokens += 1
            secret = request.url.params["corpsecret"]
            return httpx.Response(200, json={"access_token": f"{secret}-{self.tokens}", "expires_in": 7200})
        answer = (scripted.pop(0) if len(scripted) > 1 else scripted[0]) if scripted else {"errcode": 0}
        if callable(answer):
            answer = answer(request)
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, int):
            return httpx.Response(answer)
        if isinstance(answer, bytes):
            return httpx.Response(200, content=answer)
        return httpx.Response(200, json=answer)


class Office:
    """A scripted WeCom, and processes of ours that share a Valkey."""

    def __init__(self, valkey: Redis) -> None:
        self.corp, self.valkey, self.clock = Corp(), valkey, StandingClock()
        self.clients: list[WecomClient] = []
        self.client = self.process()

    def process(self, **changed: Any) -> WecomClient:
        transport = httpx.MockTransport(self.corp.handle)
        client = WecomClient(replace(CONFIG, **changed), self.valkey, self.clock, transport)
        self.clients.append(client)
        return client
