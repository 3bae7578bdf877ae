"""Handlers for guides, beside a chat in WeCom. Every query carries the signed-in guide."""
