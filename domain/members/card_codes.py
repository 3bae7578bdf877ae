"""The digits of the member card: a new number every half minute, that tells nothing of whose it is."""

import hashlib
import hmac
from datetime import UTC, datetime

STEP_SECONDS = 30
STEPS_AROUND = 1
"""A code is good one step before and after its own: clocks differ, and people take a moment."""

DIGITS = 18
PREFIX = "88"
"""No payment code begins so (WeChat Pay 10 to 15, Alipay 25 to 30, UnionPay 62): a till tells them apart."""

_BODY = DIGITS - len(PREFIX) - 1


def step_of(at: datetime) -> int:
    """Half minutes since 1970."""
    return int(at.timestamp()) // STEP_SECONDS


def good_until(step: int) -> datetime:
    """The moment from which on the code of `step` is too old."""
    return datetime.fromtimestamp((step + 1 + STEPS_AROUND) * STEP_SECONDS, UTC)


def code_of(secret: bytes, step: int) -> str:
    """18 digits: 88, fifteen digits of an HMAC-SHA256 over the step, and a Luhn digit against slips of the hand."""
    made = hmac.new(secret, step.to_bytes(8), hashlib.sha256).digest()
    body = f"{PREFIX}{int.from_bytes(made) % 10**_BODY:0{_BODY}d}"
    return body + luhn_digit(body)


def luhn_digit(digits: str) -> str:
    """ISO/IEC 7812-1, annex B: the digit that makes the weighted sum a multiple of ten."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


def is_code(text: str) -> bool:
    """Whether this can be a code of ours at all."""
    if len(text) != DIGITS or not (text.isascii() and text.isdigit()) or not text.startswith(PREFIX):
        return False
    return luhn_digit(text[:-1]) == text[-1]


def cleaned(text: str) -> str:
    """As a scanner or a hand enters it: without the blanks and dashes between the groups."""
    return "".join(text.split()).replace("-", "")


def hash_of(code: str) -> bytes:
    """What is stored of a code: nobody who reads the table can show one."""
    return hashlib.sha256(code.encode()).digest()


def grouped(code: str) -> str:
    """8812 3456 7890 1234 56, for reading aloud."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))
