"""Reasons why a server cannot be judged, each a single sentence."""


class UndecidableError(Exception):
    """The server cannot be judged."""


class TargetError(UndecidableError):
    """Invalid target; the message names the key and what would be valid."""


class LoginError(UndecidableError):
    """No credentials could be obtained."""


class ExhaustedError(UndecidableError):
    """No more requests may be made."""


def place_of(error: BaseException) -> str:
    """Type and location of an error; its message is omitted, as it may contain secrets."""
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    place = f" in {frame.tb_frame.f_code.co_name}, line {frame.tb_lineno}" if frame else ""
    return f"{type(error).__name__}{place}"
