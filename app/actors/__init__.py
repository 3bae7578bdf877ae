"""Dramatiq actors: thin; they take an id and call a service."""
