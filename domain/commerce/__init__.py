"""Commerce: catalogue, search, media, cart, pricing, checkout, orders and after-sales.

Owns the PostgreSQL schema `commerce`.
Publishes the facts of an order's life (`ports/commerce/api.py`).
Reacts to payments (a payment arrived, a refund succeeded or is stuck) and to supply (a parcel was shipped, moved,
signed, withdrawn).
Asks members (card, address book), supply (stock, reservation), payments (attempts, refunds) and governance (audit).
"""
