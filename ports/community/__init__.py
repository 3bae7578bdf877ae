"""Ports of the community: contacts and groups of WeCom, and the guides who look after them."""
