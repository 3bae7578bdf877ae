"""Kdniao 快递鸟: e-waybills, cancel, track subscription, query and push (protocol reference E.1)."""
