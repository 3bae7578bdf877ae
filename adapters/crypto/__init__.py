"""Cryptography at rest."""
