"""The gate before a handler: who is calling, and whether this write was answered before.

A repeated write gets its first answer: the unit of work stores the key in the first transaction of the call, and the
gate stores the answer beside it. A caller that comes while the first call still runs waits for it.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from typing import Any, cast

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from app.http.context import LoginRequired
from app.http.problems import refuse
from app.http.requests import read
from app.services import Services
from ports.kernel import DomainError, IdempotentCall, StorageUnavailable, idempotent_call

log = structlog.get_logger("siyu.http")
KEY_LENGTH_MAX = 128
ANSWER_WAIT_SECONDS = 5.0
ANSWER_POLL_SECONDS = 0.05
KEPT_BODY_BYTES_MAX = 1 << 20

Resolve = Callable[[Services, str, Scope], Awaitable[str | None]]
"""Puts the caller into `scope["state"]`; returns the caller's name for idempotency keys, or None."""


class KeyInvalid(DomainError):
    code = "request.idempotency_key_invalid"
    kind = "invalid"
    message = "请求编号不正确"


class KeyReused(DomainError):
    code = "request.idempotency_key_reused"
    kind = "conflict"
    message = "同一个请求编号不能用于不同的内容"


async def resolve_shopper(services: Services, token: str, scope: Scope) -> str | None:
    member_id = await services.shopper_sessions.resolve(token)
    if member_id is None:
        return None
    scope["state"]["member_id"] = member_id
    return f"member:{member_id}"


async def resolve_operator(services: Services, token: str, scope: Scope) -> str | None:
    client = scope.get("client")
    found = await services.operator_sessions.resolve(token, client[0] if client else "")
    if found is None:
        return None
    scope["state"]["actor"] = found
    return f"operator:{found.id}"


async def resolve_guide(services: Services, token: str, scope: Scope) -> str | None:
    user_id = await services.community.sidebar.sessions.resolve(token)
    if user_id is None:
        return None
    scope["state"]["guide"] = user_id
    return f"guide:{user_id}"


async def identified(resolve: Resolve, services: Services, scope: HTTPScope, authorization: bytes) -> str | None:
    """The caller whose token it is; None for everybody else."""
    if authorization[:7].lower() != b"bearer ":
        return None
    return await resolve(services, authorization[7:].decode("latin-1"), scope)


def gate(resolve: Resolve) -> Callable[[ASGIApp], ASGIApp]:
    """Middleware for one audience's router."""

    def wrap(app: ASGIApp) -> ASGIApp:
        async def pass_gate(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != ScopeType.HTTP:
                await app(scope, receive, send)
                return
            try:
                await enter(app, (scope, receive, send))
            except DomainError as error:
                await refuse(send, error)

        return pass_gate

    async def enter(app: ASGIApp, connection: tuple[HTTPScope, Receive, Send]) -> None:
        scope, receive, send = connection
        headers = dict(scope["headers"])
        options = scope["route_handler"].opt
        services = cast(Services, scope["litestar_app"].state.services)
        caller = await identified(resolve, services, scope, headers.get(b"authorization", b""))
        if caller is None and not options.get("public"):
            raise LoginRequired
        key = headers.get(b"idempotency-key")
        if key is None or scope["method"] == "GET" or options.get("natural_key"):
            await app(scope, receive, send)
            return
        if not key.isascii() or not 0 < len(key) <= KEY_LENGTH_MAX:
            raise KeyInvalid
        client = scope.get("client")
        call_scope = caller or f"guest:{client[0] if client else ''}"
        await _answer_once(app, connection, services, (call_scope, key.decode()))

    return wrap


async def _answer_once(
    app: ASGIApp, connection: tuple[HTTPScope, Receive, Send], services: Services, name: tuple[str, str]
) -> None:
    scope, receive, send = connection
    body = await read(receive)
    digest = hashlib.sha256(f"{scope['method']} {scope['path']}\n".encode() + body).digest()
    status = cast(int, getattr(scope["route_handler"], "status_code", 200))
    call = IdempotentCall(scope=name[0], key=name[1], request_hash=digest, status=status)
    sent: list[Message] = []

    async def replay_body() -> Any:
        return {"type": "http.request", "body": body, "more_body": False}

    async def keep(message: Message) -> None:
        sent.append(message)

    token = idempotent_call.set(call)
    try:
        await app(scope, replay_body, keep)
    finally:
        idempotent_call.reset(token)
    if scope["state"].pop("replay", False) or (not call.is_stored and _is_refusal(sent)):
        # A refusal may be due to what the first call did already: that one's answer is the right one.
        sent = await _first_answer(services, call) or sent
    elif call.is_stored and not call.is_answered:
        await _store(services, call, sent)
    for message in sent:
        await send(message)


def _is_refusal(sent: list[Message]) -> bool:
    return 400 <= int(cast(dict[str, Any], sent[0])["status"]) < 500


async def _first_answer(services: Services, call: IdempotentCall) -> list[Message] | None:
    """None: there was no call before, or it died before it could answer; its effect stands. Raises KeyReused."""
    deadline = asyncio.get_running_loop().time() + ANSWER_WAIT_SECONDS
    while True:
        async with services.uow.reading() as tx:
            first = await services.first_answers.read(tx, call)
        if first is None:
            return None
        if first.request_hash != call.request_hash:
            raise KeyReused
        if first.status is not None:
            headers = [(b"content-type", (first.content_type or "").encode()), (b"idempotent-replay", b"true")]
            body = first.body or b""
            headers.append((b"content-length", str(len(body)).encode()))
            return [
                cast(Message, {"type": "http.response.start", "status": first.status, "headers": headers}),
                cast(Message, {"type": "http.response.body", "body": body, "more_body": False}),
            ]
        if asyncio.get_running_loop().time() > deadline:
            return None
        await asyncio.sleep(ANSWER_POLL_SECONDS)


async def _store(services: Services, call: IdempotentCall, sent: list[Message]) -> None:
    start = cast(dict[str, Any], sent[0])
    body = b"".join(cast(dict[str, Any], message).get("body", b"") for message in sent[1:])
    if start["status"] >= 500 or len(body) > KEPT_BODY_BYTES_MAX:
        return
    content_type = dict(start["headers"]).get(b"content-type", b"").decode()
    try:
        async with services.uow.single() as tx:
            await services.first_answers.answer(tx, call, start["status"], content_type, body)
    except StorageUnavailable:
        # The effect stands and the caller gets this answer; a repeat is told that it was submitted.
        log.warning("an answer was not kept", status=start["status"])
