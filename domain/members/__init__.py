"""Members: who a shopper is, the level, the address book, consent, what WeChat lets us write to them,
and from which WeChat group they came.

Owns: members, sessions, addresses, levels and growth, birthdays, message grants. Publishes: members.member_registered,
members.member_signed_in, members.level_changed, members.concierge_earned.
Reacts to: commerce.order_paid, supply.parcel_shipped, commerce.after_sale_refunded (a message to the shopper);
commerce.order_paid, order_completed, after_sale_refunded, members.member_signed_in (growth).
Asks: nobody.
"""
