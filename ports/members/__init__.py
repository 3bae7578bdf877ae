"""Ports of the members module: api (others), store (own tables), views (reads)."""
