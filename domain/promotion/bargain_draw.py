"""The draw of a bargain: how much each cut takes off, fixed by a secret seed before the first of them. Pure.

Anybody can compute it again once the seed is told; the phone does (`miniprogram/src/features/bargain/draw.ts`). The
recipe, version 1, in integers throughout:

1. `n` is the number of cuts planned, at most one per fen to be cut. For i = 0 … n-1 take the first four bytes of
   HMAC-SHA256(key = seed, message = "siyu-bargain-1:" + i in decimal), big-endian, as r(i).
2. The weight of i is (70 + r(i) mod 61) · (3n - 2i): it falls to a third over the cuts, give or take 30 per cent.
   The weights are sorted, the largest first.
3. Each cut is one fen, and the other total - n fen are dealt by weight: up to and including cut i there have been
   floor((total - n) · (sum of the weights up to i) / (sum of all weights)) of them.
4. The cuts are sorted, the largest first: dealing whole fen may have swapped neighbours by one.

So a cut takes, besides its one fen, between a quarter and three times an equal share of the rest, give or take a fen.
"""

import hmac
from collections.abc import Sequence
from hashlib import sha256
from itertools import accumulate

from ports.kernel import Fen

CUTS_MAX = 100
"""More than so many friends are not planned for; it also keeps the phone's arithmetic exact."""

TOTAL_FEN_MAX = 10**9
_LABEL = "siyu-bargain-1:"


def cuts(seed: bytes, total_fen: Fen, count: int) -> list[Fen]:
    """`planned(total_fen, count)` amounts, none above the one before it, each at least 1, their sum exact."""
    assert 0 < total_fen <= TOTAL_FEN_MAX
    n = planned(total_fen, count)
    weights = sorted((_weight(seed, i, n) for i in range(n)), reverse=True)
    whole = sum(weights)
    dealt = [(total_fen - n) * upto // whole for upto in accumulate(weights)]
    return sorted((1 + upto - before for before, upto in zip([0, *dealt], dealt, strict=False)), reverse=True)


def planned(total_fen: Fen, count: int) -> int:
    """How many cuts there can be: as wished, but no cut without a fen, and never more than CUTS_MAX."""
    return max(1, min(count, total_fen, CUTS_MAX))


def commitment(seed: bytes) -> str:
    """What is shown from the first moment on: the SHA-256 of the seed, in hex. It pins the seed and tells nothing."""
    return sha256(seed).hexdigest()


def agrees(seed: bytes, total_fen: Fen, count: int, told: Sequence[Fen]) -> bool:
    """Whether the cuts made so far are the first of those that the seed gives."""
    return list(told) == cuts(seed, total_fen, count)[: len(told)]


def _weight(seed: bytes, i: int, n: int) -> int:
    word = hmac.digest(seed, f"{_LABEL}{i}".encode(), "sha256")
    return (70 + int.from_bytes(word[:4]) % 61) * (3 * n - 2 * i)
