"""Ports of the commerce module: api (others), store (own tables), views (reads)."""
