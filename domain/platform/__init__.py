"""Platform: the desk for work that went wrong inside the machine (parked deliveries, the callback inbox).

Owns nothing of its own yet: it looks at the kernel's tables. Publishes nothing, reacts to nothing, asks nobody.
"""
