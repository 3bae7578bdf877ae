"""Governance: operators, roles and permissions, their sessions, and the audit trail.

Owns: operators, roles, operator sessions, login throttling, the audit chain. Publishes: nothing yet.
Reacts to: nothing. Asks: nobody. Every module may ask it to record an audit entry.
"""
