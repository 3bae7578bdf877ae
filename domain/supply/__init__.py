"""Supply: warehouses, stock and its ledger, reservations, fulfilment, waybills, tracking, courier work orders.

Owns the schema `supply`. Publishes ParcelShipped, ParcelMoved, ParcelSigned, ParcelWithdrawn and RestWithdrawn. Reacts
to nothing: commerce tells it what to do through `SupplyApi`, in commerce's own transaction. May ask governance (audit)
and the courier gateway.
"""
