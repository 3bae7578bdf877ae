"""Business errors of both hosts: HTTP 200 with `errcode` (part 0)."""

from collections.abc import Awaitable, Callable

import httpx
import msgspec
import structlog
from msgspec import Struct

from adapters.resilience import Unanswered
from ports.kernel import OutsideUnavailable

TOKEN_ERRORS = frozenset({40001, 40014, 42001})
BUSY = -1
QUOTA_USED_UP = 45009

log = structlog.get_logger("siyu.outside")

type Act[T] = Callable[[httpx.AsyncClient], Awaitable[T]]


class Errcode(Exception):
    """They said no. Their words are for people; never match on them."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(f"{code} {words}")
        self.code = code
        self.words = words


class _Head(Struct, frozen=True):
    """A missing `errcode` means success on some older calls."""

    errcode: int = 0
    errmsg: str = ""


def checked(body: bytes) -> bytes:
    """The body of a success. Raises Errcode, and Unanswered for what is no JSON at all or says busy."""
    try:
        head = msgspec.json.decode(body, type=_Head)
    except msgspec.DecodeError as error:
        raise Unanswered("the answer is not JSON") from error
    if head.errcode == BUSY:
        raise Unanswered("-1 system busy")
    if head.errcode:
        raise Errcode(head.errcode, head.errmsg.split(" rid:")[0][:200])
    return body


def content(answer: httpx.Response) -> bytes:
    """Raises Unanswered: whatever is not 200 says nothing about the effect."""
    if answer.status_code != 200:
        raise Unanswered(str(answer.status_code))
    return answer.content


def refusal_returned[T](act: Act[T]) -> Act[T | Errcode]:
    """A refusal is an answer: the circuit breaker must not count it."""

    async def run(http: httpx.AsyncClient) -> T | Errcode:
        try:
            return await act(http)
        except Errcode as error:
            return error

    return run


def decoded[T](body: bytes, kind: type[T]) -> T:
    """The fields that we read. Numbers may come as text. Raises OutsideUnavailable: it may have happened."""
    try:
        return msgspec.json.decode(body, type=kind, strict=False)
    except msgspec.DecodeError as error:
        log.error("answer not understood", expected=kind.__name__, reason=str(error))
        raise OutsideUnavailable from error
