"""Callbacks of WeChat, WeChat Pay and couriers: verified by signature, stored, answered at once."""
