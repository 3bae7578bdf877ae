"""Implementations of the ports: each folder speaks to one outside system."""
