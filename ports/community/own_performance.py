"""A guide's own month, for the sidebar (G4)."""

from datetime import date

from msgspec import Struct

from ports.community.performance import GuideFigure


class OwnPerformance(Struct, frozen=True, rename="camel"):
    """`rank` by what the shop keeps of the orders, the same for equals; None: nothing was sold. Among `guides`.

    `month` as 2026-11, in Shanghai. `is_present`: it is not over.
    """

    month: str
    first_day: date
    last_day: date
    is_present: bool
    figure: GuideFigure
    rank: int | None
    guides: int
