# Written by scripts/generate from openapi/roma.yaml. Edit that.
"""The output of openapi-python-client as it is, for those who know it.

It neither signs, retries nor validates, and returns documented errors instead of raising them:
`huaweicloud_statistics.roma.Client` does all that.
"""

from .client import AuthenticatedClient, Client

__all__ = ["AuthenticatedClient", "Client"]
