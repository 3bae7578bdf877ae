"""Insight: what shoppers do in the mini-program, kept as events of a year at most (I1 in small).

Owns the schema `insight`. Reacts to orders and payments of commerce, to merges and leavings of members. Asks members.
"""
