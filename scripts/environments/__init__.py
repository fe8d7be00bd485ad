"""How environments are set up, and the lock files of all but the usual one."""
