"""The business: one package per module. Knows nothing but the ports."""
