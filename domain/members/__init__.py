"""Members: who a shopper is, the level, the address book, consent, what WeChat lets us write to them,
and from which WeChat group they came.

Owns: members, sessions, addresses, points, levels and growth, birthdays, check-in, tasks, lotteries, paid memberships,
message grants. Publishes: members.member_registered, members.member_signed_in, members.level_changed,
members.concierge_earned, members.coupon_awarded, members.subscription_started, _renewed, _ended.
Reacts to: what became of orders (messages, points, growth, tasks), of its payments and contracts, of its awards.
Asks: payments, governance.
"""
