"""Route middleware that answers from the kept pages (`app/pages.py`) before anything is parsed."""

from collections.abc import Callable
from typing import cast

from litestar.types import ASGIApp, Message, Receive, Scope, Send

from app.services import Services


def page_key(scope: Scope) -> str:
    return f"{scope['path']}?{scope['query_string'].decode('latin-1')}"


def kept_for_all(app: ASGIApp) -> ASGIApp:
    """Route middleware: answers from the kept pages, the same to everybody."""
    return _answer(app, lambda _: True)


def kept_for_guests(app: ASGIApp) -> ASGIApp:
    """Route middleware: signed-in shoppers get past it, because their page depends on who they are."""
    return _answer(app, lambda scope: scope["state"].get("member_id") is None)


def _answer(app: ASGIApp, may: Callable[[Scope], bool]) -> ASGIApp:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        services = cast(Services, scope["litestar_app"].state.services)
        body = services.pages.get(page_key(scope)) if may(scope) else None
        if body is None:
            await app(scope, receive, send)
            return
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send(cast(Message, {"type": "http.response.start", "status": 200, "headers": headers}))
        await send(cast(Message, {"type": "http.response.body", "body": body, "more_body": False}))

    return answer
