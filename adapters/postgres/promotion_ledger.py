"""When an entry of a coupon's ledger was made.

A statement may wait for a row longer than it took others to change it: an entry is always later than the change before
it, so that the last entry tells the state of its coupon whatever the clocks of several machines say.
"""

TICK = "interval '1 microsecond'"
NEXT_AT = f"greatest(cast(:now as timestamptz), k.changed_at + {TICK})"
"""For an `update promotion.coupon k`, which gives it to `changed_at` and to the entry."""
