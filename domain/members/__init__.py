"""Members: who a shopper is, the level, the address book, consent, what WeChat lets us write to them,
and from which WeChat group they came.

Owns: members, identities, merges and matches, sessions, addresses, points, levels and growth, birthdays, check-in,
tasks, lotteries, paid memberships, tags, message grants, consents, copies of one's own data, requests to leave, codes
of the member card.
Publishes: members.members_merged, members_parted, member_left, level_changed,
concierge_earned, coupon_awarded, subscription_started, subscription_renewed, subscription_ended.
Reacts to: what became of orders (messages, points, growth, tasks, tags), of its payments and contracts, of its awards.
Asks: payments, and the audit.
"""
