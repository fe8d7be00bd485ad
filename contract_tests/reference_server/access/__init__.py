"""Authentication and authorization: credentials, signatures and logins."""
