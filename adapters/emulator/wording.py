"""Times, random texts and name casing in the shapes that the real hosts use."""

import secrets
import string
import time
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

CHINA = timezone(timedelta(hours=8))
ALNUM = string.ascii_letters + string.digits
_TO_ALNUM = bytes(ord(ALNUM[byte % len(ALNUM)]) for byte in range(256))


def now() -> float:
    """Unix seconds."""
    return time.time()


def china_time(at: float) -> str:
    """RFC 3339 with +08:00, whole seconds, as WeChat Pay writes it."""
    return datetime.fromtimestamp(at, CHINA).strftime("%Y-%m-%dT%H:%M:%S+08:00")


def courier_time(at: float) -> str:
    """`yyyy-MM-dd HH:mm:ss` in China, as Kdniao writes it."""
    return datetime.fromtimestamp(at, CHINA).strftime("%Y-%m-%d %H:%M:%S")


def utc_time(at: float) -> str:
    """RFC 3339 in UTC ending in Z, for the player API."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def day_stamp(at: float) -> str:
    return datetime.fromtimestamp(at, CHINA).strftime("%Y%m%d")


def second_stamp(at: float) -> str:
    return datetime.fromtimestamp(at, CHINA).strftime("%Y%m%d%H%M%S")


def random_text(length: int) -> str:
    """Letters and digits. The remainder of 256 by 62 makes eight of them a little likelier, which harms no nonce."""
    return secrets.token_bytes(length).translate(_TO_ALNUM).decode()


def random_digits(length: int) -> str:
    return f"{secrets.randbelow(10**length):0{length}d}"


def camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(part.title() for part in tail)


def camel_row(row: dict[str, Any]) -> dict[str, Any]:
    """A table row for the player API: camelCase names, `…_at` columns as UTC text."""
    return {camel(name): utc_time(value) if value and _is_time(name) else value for name, value in row.items()}


def _is_time(name: str) -> bool:
    return name == "at" or name.endswith("_at")
