"""Names of the commands, in a checkout or as installed."""

from pathlib import Path

_INSTALLED = Path(__file__).resolve().parents[1].name == "huaweicloud_statistics_check"

CHECK, MOCK = (
    ("huaweicloud-check", "huaweicloud-mock") if _INSTALLED else ("scripts/check", "scripts/mock")
)
