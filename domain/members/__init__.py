"""Members: who a shopper is, the level, the address book, consent, what WeChat lets us write to them,
and from which WeChat group they came.

Owns: members, identities, merges and matches, sessions, addresses, levels, message grants, consents, copies of
one's own data, requests to leave, codes of the member card.
Publishes: members.member_registered, members.members_merged, members.members_parted, members.member_left.
Reacts to: commerce.order_paid, supply.parcel_shipped, commerce.after_sale_refunded (a message to the shopper).
Asks: nobody, but the audit.
"""
