"""Ports of the governance module: api (others), store (own tables), views (reads)."""
