"""Who may call: credentials, signatures, and the login."""
