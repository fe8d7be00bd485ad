# Written by scripts/generate from openapi/roma.yaml. Edit that.
"""ROMA Connect FDI task statistics: the clients, and how to get one."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .. import __version__, _runtime
from .api.tasks.count_tasks import _get_kwargs as _build_count_tasks
from .models.task_statistics import TaskStatistics
from .types import UNSET

REGIONS: Mapping[str, str] = MappingProxyType(
    {
        "cn-north-1": "https://roma.cn-north-1.myhuaweicloud.com",
        "cn-north-4": "https://roma.cn-north-4.myhuaweicloud.com",
        "cn-east-3": "https://roma.cn-east-3.myhuaweicloud.com",
        "cn-east-2": "https://roma.cn-east-2.myhuaweicloud.com",
        "cn-south-1": "https://roma.cn-south-1.myhuaweicloud.com",
        "ap-southeast-3": "https://roma.ap-southeast-3.myhuaweicloud.com",
        "ap-southeast-1": "https://roma.ap-southeast-1.myhuaweicloud.com",
        "ru-northwest-2": "https://roma.ru-northwest-2.myhuaweicloud.com",
    }
)
"""Base URLs by region."""

_API = _runtime.Api(
    name="roma",
    regions=REGIONS,
    token_header="X-Auth-Token",
    token_required=True,
    user_agent=f"huaweicloud-statistics/{__version__}",
)


_OP_COUNT_TASKS = _runtime.Operation[TaskStatistics](
    id="CountTasks",
    build=_build_count_tasks,
    unset=UNSET,
    parameters=(
        _runtime.Parameter(
            "project_id",
            "path",
            required=True,
            schema={"type": "string", "pattern": "^[A-Za-z0-9_-]+$", "minLength": 1, "maxLength": 64},
        ),
        _runtime.Parameter(
            "instance_id",
            "path",
            required=True,
            schema={"type": "string", "pattern": "^[A-Za-z0-9_-]+$", "minLength": 1, "maxLength": 64},
        ),
    ),
    results={
        "200": _runtime.json_as(TaskStatistics.from_dict),
    },
)


class Client(_runtime.ClientBase):
    """A synchronous client; see `connect`."""

    def count_tasks(
        self,
        project_id: str,
        instance_id: str,
    ) -> TaskStatistics:
        """Count tasks by kind and status.

        Counts the FDI tasks of one ROMA Connect instance, common and CDC tasks apart, by
        status and live at the moment of the call. It does not tell which tasks, nor why
        one failed.

        The vendor names no IAM action for this operation.

        Args:
            project_id: ID of the project the instance belongs to; the console lists it
                under My Credentials. Every published one is 32 hexadecimal digits.
            instance_id: ID of the ROMA Connect instance; the console shows it among the
                instance's basic information. Every published one is a UUID.

        Returns:
            The instance's tasks, counted by kind and status.

        Raises:
            ArgumentError: An argument breaks its rule; nothing was sent.
            ConnectionFailed: The server could not be reached, or the connection broke
                before it answered.
            DeadlineExceeded: The answer was not complete in time.
            ContractError: The server reported success, but the answer is not what the spec
                promises.
            BadRequest: 400. A parameter is not acceptable.
            Unauthorized: 401. No valid token or signature came with the request. Not on the
                vendor page; rests on the API gateway's error codes and on a sibling
                service.
            Forbidden: 403. The caller is known but lacks the permission. Not on the vendor
                page; rests on the API gateway's error codes.
            NotFound: 404. There is no such instance in this project.
            TooManyRequests: 429. Too many calls in too short a time: wait, then repeat. Not
                on the vendor page; rests on the API gateway's error codes and on ROMA
                Connect's status code page.
            ServerError: 500. The service failed; the same call may succeed later.
            StatusError: Any other status.

        Vendor page: https://support.huaweicloud.com/intl/en-us/api-roma/CountTasks.html
        """
        return self._call(
            _OP_COUNT_TASKS,
            project_id=project_id,
            instance_id=instance_id,
        )


class AsyncClient(_runtime.AsyncClientBase):
    """An asynchronous client; see `connect_async`."""

    async def count_tasks(
        self,
        project_id: str,
        instance_id: str,
    ) -> TaskStatistics:
        """Count tasks by kind and status.

        Counts the FDI tasks of one ROMA Connect instance, common and CDC tasks apart, by
        status and live at the moment of the call. It does not tell which tasks, nor why
        one failed.

        The vendor names no IAM action for this operation.

        Args:
            project_id: ID of the project the instance belongs to; the console lists it
                under My Credentials. Every published one is 32 hexadecimal digits.
            instance_id: ID of the ROMA Connect instance; the console shows it among the
                instance's basic information. Every published one is a UUID.

        Returns:
            The instance's tasks, counted by kind and status.

        Raises:
            ArgumentError: An argument breaks its rule; nothing was sent.
            ConnectionFailed: The server could not be reached, or the connection broke
                before it answered.
            DeadlineExceeded: The answer was not complete in time.
            ContractError: The server reported success, but the answer is not what the spec
                promises.
            BadRequest: 400. A parameter is not acceptable.
            Unauthorized: 401. No valid token or signature came with the request. Not on the
                vendor page; rests on the API gateway's error codes and on a sibling
                service.
            Forbidden: 403. The caller is known but lacks the permission. Not on the vendor
                page; rests on the API gateway's error codes.
            NotFound: 404. There is no such instance in this project.
            TooManyRequests: 429. Too many calls in too short a time: wait, then repeat. Not
                on the vendor page; rests on the API gateway's error codes and on ROMA
                Connect's status code page.
            ServerError: 500. The service failed; the same call may succeed later.
            StatusError: Any other status.

        Vendor page: https://support.huaweicloud.com/intl/en-us/api-roma/CountTasks.html
        """
        return await self._call(
            _OP_COUNT_TASKS,
            project_id=project_id,
            instance_id=instance_id,
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
