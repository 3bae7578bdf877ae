"""Business errors of api.weixin.qq.com: HTTP 200 with `errcode` (part 0)."""

import msgspec
from msgspec import Struct

from adapters.resilience import Unanswered

TOKEN_ERRORS = frozenset({40001, 40014, 42001})
BUSY = -1
QUOTA_USED_UP = 45009


class Errcode(Exception):
    """WeChat said no. Its words are for people; never match on them."""

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
