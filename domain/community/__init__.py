"""Community: the shop's mirror of WeCom's contacts, which callbacks keep up and a full comparison repairs; live codes.

Owns: guides, contacts and how each guide knows them, corporation tags, comparisons and the gaps they found,
live codes and greetings.
Publishes: community.welcome_coupon_promised.
Reacts to: callbacks of WeCom.
Asks: members (who a contact is), and the audit.
"""
