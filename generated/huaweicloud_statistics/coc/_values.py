# Written by scripts/generate from openapi/coc.yaml. Edit that.
"""Values that are known so far, as constants: texts to compare with."""

from enum import StrEnum


class InstanceStatus(StrEnum):
    """Known values; the vendor may add more."""

    READY = "READY"
    PROCESSING = "PROCESSING"
    ABNORMAL = "ABNORMAL"
    CANCELED = "CANCELED"
    FINISHED = "FINISHED"
    ROLLBACKED = "ROLLBACKED"
