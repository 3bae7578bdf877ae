"""Ports of insight: what shoppers do, as events."""
