"""Ports of the platform module."""
