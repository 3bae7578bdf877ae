"""Members: who a shopper is, the level, the address book, consent, what WeChat lets us write to them,
and from which WeChat group they came.

Owns: members, sessions, addresses, levels, message grants, paid memberships. Publishes: members.member_registered,
members.subscription_started, members.subscription_renewed, members.subscription_ended.
Reacts to: commerce.order_paid, supply.parcel_shipped, commerce.after_sale_refunded (a message to the shopper).
Also reacts to what became of its payments and contracts. Asks: payments, governance.
"""
