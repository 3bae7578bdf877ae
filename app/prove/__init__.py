"""`siyu prove NAME`: shows an invariant under load and crashes, prints its figures, exits 1 if any is off by one."""

import asyncio
import os
import sys
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from app.prove.callbacks import prove_callbacks
from app.prove.flash import prove_flash
from app.prove.order import prove_order
from app.prove.points import prove_points
from app.prove.promotions import prove_promotions

PROOFS: dict[str, Callable[[Sequence[str]], Coroutine[Any, Any, int]]] = {
    "callbacks": prove_callbacks,
    "flash": prove_flash,
    "order": prove_order,
    "points": prove_points,
    "promotions": prove_promotions,
}


def main(arguments: Sequence[str] = ()) -> int:
    if not arguments or arguments[0] not in PROOFS:
        print(f"usage: siyu prove {' | '.join(PROOFS)} [options]", file=sys.stderr)
        return 2
    os.environ.setdefault("SIYU_MODE", "test")
    return asyncio.run(PROOFS[arguments[0]](arguments[1:]))
