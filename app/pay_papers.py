"""What WeChat Pay's papers must look like, so that a wrong one is told at the start and not by the first shopper.

Whether they are the right ones only WeChat Pay can say. Sources: D.1 to D.3 of the protocol notes.
"""

import re
from collections.abc import Callable
from typing import Protocol

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

APIV3_KEY_BYTES = 32
RSA_BITS_MIN = 2048
_MCHID = re.compile(r"\d{8,10}")
_SERIAL = re.compile(r"[0-9A-Fa-f]{1,40}")
_PUBLIC_KEY_ID = re.compile(r"PUB_KEY_ID_\w+")
_NOTIFY_URL = re.compile(r"https?://[^?#\s]+")


class Papers(Protocol):
    """`PaySettings`, as far as it is looked at here."""

    @property
    def mchid(self) -> str: ...
    @property
    def serial(self) -> str: ...
    @property
    def private_key_pem(self) -> str: ...
    @property
    def apiv3_key(self) -> str: ...
    @property
    def public_key_id(self) -> str: ...
    @property
    def public_key_pem(self) -> str: ...
    @property
    def notify_url(self) -> str: ...


def faults(papers: Papers, named: Callable[[str], str]) -> list[str]:
    """What is wrong, without the value: it may be a secret put in the wrong place. `named` gives the variable's name.

    A value that is not given is not looked at: whether it is needed is the settings' affair.
    """
    checks: tuple[tuple[str, str, Callable[[str], bool], str], ...] = (
        ("SIYU_PAY_MCHID", papers.mchid, _is(_MCHID), "is no merchant number of 8 to 10 digits"),
        ("SIYU_PAY_SERIAL", papers.serial, _is(_SERIAL), "is no certificate's serial number in hexadecimal"),
        ("SIYU_PAY_PRIVATE_KEY", papers.private_key_pem, _is_private_key, "is no RSA private key in PEM"),
        ("SIYU_PAY_APIV3_KEY", papers.apiv3_key, _is_apiv3_key, f"has not {APIV3_KEY_BYTES} ASCII characters"),
        ("SIYU_PAY_PUBLIC_KEY_ID", papers.public_key_id, _is(_PUBLIC_KEY_ID), "does not start with PUB_KEY_ID_"),
        ("SIYU_PAY_PUBLIC_KEY", papers.public_key_pem, _is_public_key, "is no RSA public key in PEM"),
        (
            "SIYU_PAY_NOTIFY_URL",
            papers.notify_url,
            _is(_NOTIFY_URL),
            "(or SIYU_PUBLIC_URL) is no http address without a query",
        ),
    )
    found = [f"{named(name)} {words}" for name, value, is_right, words in checks if value and not is_right(value)]
    if bool(papers.public_key_id) != bool(papers.public_key_pem):
        found.append("SIYU_PAY_PUBLIC_KEY_ID and SIYU_PAY_PUBLIC_KEY go together")
    return found


def _is(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda value: pattern.fullmatch(value) is not None


def _is_apiv3_key(value: str) -> bool:
    return value.isascii() and len(value) == APIV3_KEY_BYTES


def _is_private_key(pem: str) -> bool:
    try:
        key = load_pem_private_key(pem.encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return False
    return isinstance(key, RSAPrivateKey) and key.key_size >= RSA_BITS_MIN


def _is_public_key(pem: str) -> bool:
    try:
        key = load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm):
        return False
    return isinstance(key, RSAPublicKey) and key.key_size >= RSA_BITS_MIN
