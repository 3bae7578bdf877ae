"""Members: who a shopper is, the level, the address book, consent, what WeChat lets us write to them,
and from which WeChat group they came.

Owns: members, sessions, addresses, levels, message grants. Publishes: members.member_registered.
Reacts to: commerce.order_paid, supply.parcel_shipped, commerce.after_sale_refunded (a message to the shopper).
Asks: nobody.
"""
