"""Community: the shop's mirror of WeCom's contacts, which callbacks keep up and a full comparison repairs; live codes.

Owns: guides, contacts and how each guide knows them, corporation tags, comparisons and the gaps they found,
live codes and greetings; touches, their openings and the orders that came of them; personal guides; sessions, tasks,
notes, scripts and allowances of guides; groups; reviews and posts of shoppers with their checks. What customers do is
read from insight by views.
Publishes: community.welcome_coupon_promised, review_shown, review_discredited.
Reacts to: callbacks of WeCom; commerce.order_paid, order_completed, order_cancelled, after_sale_refunded;
payments.media_judged; members.level_changed, concierge_earned, members_merged, members_parted, member_left.
Asks: members (who a contact is), promotion (coupons that guides give), commerce (after-sales that guides decide),
and the audit.
"""
