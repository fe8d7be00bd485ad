"""What the commands are called here: in a checkout, or where they were installed."""

from pathlib import Path

_INSTALLED = Path(__file__).resolve().parents[1].name == "huaweicloud_statistics_check"

CHECK, MOCK = (
    ("huaweicloud-check", "huaweicloud-mock") if _INSTALLED else ("scripts/check", "scripts/mock")
)
