"""Ports of the supply module: api (others), store (own tables), views (reads)."""
