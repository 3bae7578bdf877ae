"""Dramatiq: how workers learn at once that there is something to do."""
