"""Kdniao: e-waybills, track queries, subscriptions and pushes."""
