"""Why nothing can be decided of a server, each with one sentence."""


class UndecidableError(Exception):
    """Nothing can be decided."""


class TargetError(UndecidableError):
    """A target that cannot be used; the sentence names the key and what would be right."""


class LoginError(UndecidableError):
    """No credentials could be had."""


class ExhaustedError(UndecidableError):
    """No further request may be made."""


def place_of(error: BaseException) -> str:
    """Where it happened; what it says is not shown, as nobody knows what is secret here."""
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    place = f" in {frame.tb_frame.f_code.co_name}, line {frame.tb_lineno}" if frame else ""
    return f"{type(error).__name__}{place}"
