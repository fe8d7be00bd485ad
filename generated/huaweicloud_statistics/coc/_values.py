# Written by scripts/generate from openapi/coc.yaml. Edit that.
"""Known values of extensible enumerations, as string constants."""

from enum import StrEnum


class InstanceStatus(StrEnum):
    """Known values; the vendor may add more."""

    READY = "READY"
    PROCESSING = "PROCESSING"
    ABNORMAL = "ABNORMAL"
    CANCELED = "CANCELED"
    FINISHED = "FINISHED"
    ROLLBACKED = "ROLLBACKED"
