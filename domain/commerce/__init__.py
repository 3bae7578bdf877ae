"""Commerce: catalogue, search, media, cart, pricing, checkout, orders and after-sales.

Owns the PostgreSQL schema `commerce`.
Publishes the facts of an order's life (`ports/commerce/api.py`).
Asks members (card, address book), supply (stock, reservation), payments (attempts, refunds) and governance (audit).
"""
