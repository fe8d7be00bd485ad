# Written by scripts/generate from openapi/coc.yaml. Edit that.
"""COC script order statistics: the clients, and how to get one."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .. import __version__, _runtime
from .api.script_orders.get_script_job_statistics import (
    _get_kwargs as _build_get_script_job_statistics,
)
from .models.get_script_job_statistics_x_language import (
    GetScriptJobStatisticsXLanguage,
)
from .models.script_job_statistics import ScriptJobStatistics
from .types import UNSET

REGIONS: Mapping[str, str] = MappingProxyType(
    {
        "cn-north-4": "https://coc.myhuaweicloud.com",
        "ap-southeast-3": "https://coc-intl.myhuaweicloud.com",
        "eu-west-101": "https://coc-eu-west-101-open-api.myhuaweicloud.eu",
    }
)
"""Base URLs by region."""

_API = _runtime.Api(
    name="coc",
    regions=REGIONS,
    token_header="X-Auth-Token",
    token_required=True,
    user_agent=f"huaweicloud-statistics/{__version__}",
)


_OP_GET_SCRIPT_JOB_STATISTICS = _runtime.Operation[ScriptJobStatistics](
    id="GetScriptJobStatistics",
    build=_build_get_script_job_statistics,
    unset=UNSET,
    parameters=(
        _runtime.Parameter(
            "execute_uuid",
            "path",
            required=True,
            schema={"type": "string", "pattern": "^[A-Za-z0-9_-]+$", "minLength": 1, "maxLength": 64},
        ),
        _runtime.Parameter("x_language", "header", required=False, schema={"enum": ["zh-cn", "en-us"]}),
        _runtime.Parameter("x_project_id", "header", required=False, schema={"type": "string"}),
        _runtime.Parameter("x_user_profile", "header", required=False, schema={"type": "string"}),
    ),
    results={
        "200": _runtime.json_as(ScriptJobStatistics.from_dict),
    },
)


class Client(_runtime.ClientBase):
    """A synchronous client; see `connect`."""

    def get_script_job_statistics(
        self,
        execute_uuid: str,
        *,
        x_language: GetScriptJobStatisticsXLanguage | None = None,
        x_project_id: str | None = None,
        x_user_profile: str | None = None,
    ) -> ScriptJobStatistics:
        """Show instance status statistics of a script order.

        Counts the instances of one script order by status, taken live at the moment of
        the call. It tells how many instances are in a status and in which batches they
        are; it does not tell which instances, why one failed, or how the order as a
        whole stands.

        An account may always call this. An IAM user needs a permission; under identity
        policies that is the action `coc:job:get` (access level Read, resource type
        `job`, condition key `coc:JobType`; no alias, no dependent action).

        Args:
            execute_uuid: Execution ID of the script order, as returned by executeJobScript
                and ListJobScriptOrders. Every published one has 26 characters and starts
                with SCT.
            x_language: Language of the messages in an answer, Chinese (zh-cn) or English
                (en-us). Without it they are English.
            x_project_id: ID of the project that belongs to the region.
            x_user_profile: User information in the form of IAM 5.0. The vendor publishes no
                format for it.

        Returns:
            The order's instances, counted by status.

        Raises:
            ArgumentError: An argument breaks its rule; nothing was sent.
            ConnectionFailed: The server could not be reached, or the connection broke
                before it answered.
            DeadlineExceeded: The answer was not complete in time.
            ContractError: The server reported success, but the answer is not what the spec
                promises.
            BadRequest: 400. A parameter is not acceptable, or the order does not exist:
                COC's error page reports a ticket that is not found as 400. Rests on that
                page and on 132 of 220 sibling definitions.
            Unauthorized: 401. No valid token or signature came with the request. Rests on
                the API gateway's error codes.
            Forbidden: 403. The caller is known but lacks the permission. Rests on the API
                gateway's error codes.
            NotFound: 404. The gateway has no such API under this address, or the order does
                not exist. The first rests on the API gateway's error codes; the second is
                what HTTP would have, and a server may as well answer 400.
            TooManyRequests: 429. Too many calls in too short a time: wait, then repeat.
                Rests on the API gateway's error codes.
            ServerError: 500. The service failed; the same call may succeed later. Rests on
                55 of 220 sibling definitions and the API gateway's error codes.
            StatusError: Any other status.

        Vendor page: https://support.huaweicloud.com/intl/en-us/api-coc/ShowScriptOrderStatistics.html
        """
        return self._call(
            _OP_GET_SCRIPT_JOB_STATISTICS,
            execute_uuid=execute_uuid,
            x_language=x_language,
            x_project_id=x_project_id,
            x_user_profile=x_user_profile,
        )


class AsyncClient(_runtime.AsyncClientBase):
    """An asynchronous client; see `connect_async`."""

    async def get_script_job_statistics(
        self,
        execute_uuid: str,
        *,
        x_language: GetScriptJobStatisticsXLanguage | None = None,
        x_project_id: str | None = None,
        x_user_profile: str | None = None,
    ) -> ScriptJobStatistics:
        """Show instance status statistics of a script order.

        Counts the instances of one script order by status, taken live at the moment of
        the call. It tells how many instances are in a status and in which batches they
        are; it does not tell which instances, why one failed, or how the order as a
        whole stands.

        An account may always call this. An IAM user needs a permission; under identity
        policies that is the action `coc:job:get` (access level Read, resource type
        `job`, condition key `coc:JobType`; no alias, no dependent action).

        Args:
            execute_uuid: Execution ID of the script order, as returned by executeJobScript
                and ListJobScriptOrders. Every published one has 26 characters and starts
                with SCT.
            x_language: Language of the messages in an answer, Chinese (zh-cn) or English
                (en-us). Without it they are English.
            x_project_id: ID of the project that belongs to the region.
            x_user_profile: User information in the form of IAM 5.0. The vendor publishes no
                format for it.

        Returns:
            The order's instances, counted by status.

        Raises:
            ArgumentError: An argument breaks its rule; nothing was sent.
            ConnectionFailed: The server could not be reached, or the connection broke
                before it answered.
            DeadlineExceeded: The answer was not complete in time.
            ContractError: The server reported success, but the answer is not what the spec
                promises.
            BadRequest: 400. A parameter is not acceptable, or the order does not exist:
                COC's error page reports a ticket that is not found as 400. Rests on that
                page and on 132 of 220 sibling definitions.
            Unauthorized: 401. No valid token or signature came with the request. Rests on
                the API gateway's error codes.
            Forbidden: 403. The caller is known but lacks the permission. Rests on the API
                gateway's error codes.
            NotFound: 404. The gateway has no such API under this address, or the order does
                not exist. The first rests on the API gateway's error codes; the second is
                what HTTP would have, and a server may as well answer 400.
            TooManyRequests: 429. Too many calls in too short a time: wait, then repeat.
                Rests on the API gateway's error codes.
            ServerError: 500. The service failed; the same call may succeed later. Rests on
                55 of 220 sibling definitions and the API gateway's error codes.
            StatusError: Any other status.

        Vendor page: https://support.huaweicloud.com/intl/en-us/api-coc/ShowScriptOrderStatistics.html
        """
        return await self._call(
            _OP_GET_SCRIPT_JOB_STATISTICS,
            execute_uuid=execute_uuid,
            x_language=x_language,
            x_project_id=x_project_id,
            x_user_profile=x_user_profile,
        )


def connect(
    *,
    region: str | None = None,
    base_url: str | None = None,
    token: str | None = None,
    timeout: float = _runtime.DEFAULT_TIMEOUT,
) -> Client:
    """Make a client, for use with `with`; nothing is sent yet.

    Args:
        region: Where to call, one of `REGIONS`.
        base_url: Where to call, in place of a region.
        token: Sent as X-Auth-Token.
        timeout: Seconds a call may take; connecting may take 5 of them.

    Raises:
        ArgumentError: An argument breaks its rule.
        CredentialsError: The token is missing or unusable.
        ConnectionFailed: The environment's proxies or certificates are unusable.
    """
    return Client(_runtime.settings(_API, region=region, base_url=base_url, token=token, timeout=timeout))


def connect_async(
    *,
    region: str | None = None,
    base_url: str | None = None,
    token: str | None = None,
    timeout: float = _runtime.DEFAULT_TIMEOUT,
) -> AsyncClient:
    """Make a client, for use with `async with`; nothing is sent yet.

    Args:
        region: Where to call, one of `REGIONS`.
        base_url: Where to call, in place of a region.
        token: Sent as X-Auth-Token.
        timeout: Seconds a call may take; connecting may take 5 of them.

    Raises:
        ArgumentError: An argument breaks its rule.
        CredentialsError: The token is missing or unusable.
        ConnectionFailed: The environment's proxies or certificates are unusable.
    """
    return AsyncClient(_runtime.settings(_API, region=region, base_url=base_url, token=token, timeout=timeout))
