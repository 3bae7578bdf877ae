"""The operator: Bearer token from password and TOTP; permissions are checked by the services."""
