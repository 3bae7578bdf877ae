"""Ports of the payments module: api (others), store (own tables), views (reads)."""
