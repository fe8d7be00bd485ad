# Written by scripts/generate from openapi/coc.yaml. Edit that.
"""The output of openapi-python-client as it is, for those who know it.

It neither signs, retries nor validates, and returns documented errors instead of raising them:
`huaweicloud_statistics.coc.Client` does all that.
"""

from .client import AuthenticatedClient, Client

__all__ = ["AuthenticatedClient", "Client"]
