"""Argon2 passwords, checked off the event loop: one check costs tens of milliseconds on purpose."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

LENGTH_MIN = 10
_hasher = PasswordHasher()
_NOBODY = _hasher.hash("nobody has this password")


def _verify(stored: str, given: str) -> bool:
    try:
        return _hasher.verify(stored, given)
    except (VerifyMismatchError, InvalidHashError):
        return False


async def hashed(password: str) -> str:
    return await asyncio.to_thread(_hasher.hash, password)


async def matches(stored: str | None, given: str) -> bool:
    """Takes as long for an unknown operator (`stored` None) as for a known one."""
    right = await asyncio.to_thread(_verify, stored or _NOBODY, given)
    return right and stored is not None


def is_weak(password: str, username: str) -> bool:
    """Too short, of one kind of character, or the username itself."""
    kinds = sum((any(c.isdigit() for c in password), any(c.isalpha() for c in password)))
    return len(password) < LENGTH_MIN or kinds < 2 or username.lower() in password.lower()
