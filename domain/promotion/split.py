"""Splitting an amount over lines without losing or creating a fen."""

from collections.abc import Sequence


def split(total_fen: int, weights: Sequence[int]) -> list[int]:
    """Shares of `total_fen` in proportion to `weights`, by the largest remainder; equal ones go to the earlier line.

    The shares sum to `total_fen`, and none exceeds its weight: the total may not exceed the sum of the weights.
    Commerce splits its own discounts by the same rule (`domain/commerce/allocation.py`).
    """
    weight_sum = sum(weights)
    assert 0 <= total_fen <= weight_sum, "more to split than there is"
    if total_fen == weight_sum:
        return list(weights)
    products = [total_fen * weight for weight in weights]
    shares = [product // weight_sum for product in products]
    over = total_fen - sum(shares)
    if over:
        remainders = [product % weight_sum for product in products]
        # A reversed sort keeps the order of equals, so that ties stay with the earlier line.
        for i in sorted(range(len(weights)), key=remainders.__getitem__, reverse=True)[:over]:
            shares[i] += 1
    return shares
