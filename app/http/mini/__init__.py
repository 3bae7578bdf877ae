"""The shopper: Bearer token from a WeChat login; public routes are marked."""
