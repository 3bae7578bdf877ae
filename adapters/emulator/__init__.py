"""The other side of the wire: WeChat, WeChat Pay and Kdniao as a shop's server meets them.

Owns its own books (people, orders, refunds, parcels) in a SQLite file, and shares no code with the adapters
that it tests.
"""
