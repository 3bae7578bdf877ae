"""Community: the shop's mirror of WeCom's contacts, which callbacks keep up and a full comparison repairs; live codes.

Owns: guides, contacts and how each guide knows them, corporation tags, comparisons and the gaps they found,
live codes and greetings, reviews and posts of shoppers with their checks.
Publishes: community.welcome_coupon_promised, review_shown, review_discredited.
Reacts to: callbacks of WeCom, verdicts of WeChat, members who merge or leave.
Asks: members (who a contact is), and the audit.
"""
