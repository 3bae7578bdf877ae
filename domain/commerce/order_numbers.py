"""Numbers that people read out on the telephone: 18 digits, unique, and no help in guessing another one."""

from datetime import datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
ORDER_RANDOM_DIGITS = 11
AFTER_SALE_RANDOM_DIGITS = 10
AFTER_SALE_PREFIX = "8"


def order_number(at: datetime, random: str) -> str:
    """yymmdd of the day in Shanghai, 11 random digits, one check digit."""
    assert len(random) == ORDER_RANDOM_DIGITS
    return _checked(f"{at.astimezone(SHANGHAI):%y%m%d}{random}")


def after_sale_number(at: datetime, random: str) -> str:
    """8, yymmdd, 10 random digits, one check digit."""
    assert len(random) == AFTER_SALE_RANDOM_DIGITS
    return _checked(f"{AFTER_SALE_PREFIX}{at.astimezone(SHANGHAI):%y%m%d}{random}")


def is_number(text: str) -> bool:
    """Whether it can be one of ours: 18 digits, of which the last fits."""
    return len(text) == 18 and text.isascii() and text.isdigit() and _luhn(text[:-1]) == int(text[-1])


def _checked(digits: str) -> str:
    return f"{digits}{_luhn(digits)}"


def _luhn(digits: str) -> int:
    """The check digit of ISO/IEC 7812-1: it finds every wrong digit, and nearly every swap of neighbours."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if position % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return -total % 10
