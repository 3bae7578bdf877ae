"""Splitting an amount without losing or creating a fen."""

from collections.abc import Sequence


def allocate(total_fen: int, weights: Sequence[int]) -> list[int]:
    """Shares of `total_fen` in proportion to `weights`, by the largest remainder (Hamilton) method.

    The shares sum to `total_fen` exactly; equal remainders go to the earlier line, so the same basket always
    splits in the same way. While `total_fen` does not exceed the sum of the weights, no share exceeds its weight:
    a discount never makes a line negative. Only zero weights: the amount is split evenly.
    """
    assert total_fen >= 0 and all(weight >= 0 for weight in weights), "an amount to split is never negative"
    if not weights:
        assert total_fen == 0, "nothing to split over"
        return []
    weight_sum = sum(weights)
    if weight_sum == 0:
        return allocate(total_fen, [1] * len(weights))
    shares = [total_fen * weight // weight_sum for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total_fen * weights[i] % weight_sum), i))
    for i in by_remainder[: total_fen - sum(shares)]:
        shares[i] += 1
    return shares


def refund_share_fen(payable_fen: int, quantity: int, already: int, now: int) -> int:
    """What `now` units of a line give back when `already` units of its `quantity` were refunded before.

    The first k units of n are worth floor(payable * k / n); a refund is the difference of two such sums. In whatever
    portions a line comes back, the portions sum to exactly what was paid for it.
    """
    assert min(already, now) >= 0 and already + now <= quantity, "more units than the line has"
    return payable_fen * (already + now) // quantity - payable_fen * already // quantity
