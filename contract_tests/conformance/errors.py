"""Why nothing can be decided of a server, each with one sentence."""


class UndecidableError(Exception):
    """Nothing can be decided."""


class TargetError(UndecidableError):
    """A target that cannot be used; the sentence names the key and what would be right."""


class LoginError(UndecidableError):
    """No credentials could be had."""


class ExhaustedError(UndecidableError):
    """No further request may be made."""
