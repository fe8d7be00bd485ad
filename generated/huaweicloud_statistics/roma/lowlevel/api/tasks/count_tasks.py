# Written by scripts/generate from openapi/roma.yaml. Edit that.
from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ... import errors
from ...types import Response

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client

from ...models.error_body import ErrorBody
from ...models.task_statistics import TaskStatistics


def _get_kwargs(
    project_id: str,
    instance_id: str,
) -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v2/{project_id}/fdi/instances/{instance_id}/statistics/tasks".format(
            project_id=quote(str(project_id), safe=""),
            instance_id=quote(str(instance_id), safe=""),
        ),
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | TaskStatistics | None:
    if response.status_code == 200:
        response_200 = TaskStatistics.from_dict(response.json())

        return response_200

    if response.status_code == 400:
        response_400 = ErrorBody.from_dict(response.json())

        return response_400

    if response.status_code == 401:
        response_401 = ErrorBody.from_dict(response.json())

        return response_401

    if response.status_code == 403:
        response_403 = ErrorBody.from_dict(response.json())

        return response_403

    if response.status_code == 404:
        response_404 = ErrorBody.from_dict(response.json())

        return response_404

    if response.status_code == 429:
        response_429 = ErrorBody.from_dict(response.json())

        return response_429

    if response.status_code == 500:
        response_500 = ErrorBody.from_dict(response.json())

        return response_500

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ErrorBody | TaskStatistics]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    project_id: str,
    instance_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[ErrorBody | TaskStatistics]:
    """Count tasks by kind and status

     Counts the FDI tasks of one ROMA Connect instance, common and CDC tasks apart, by
    status and live at the moment of the call. It does not tell which tasks, nor why
    one failed.

    Args:
        project_id (str): ID of the project the instance belongs to, usually 32 hexadecimal
            digits; the console lists it under My Credentials.
        instance_id (str): ID of the ROMA Connect instance, usually a UUID; the console shows it
            among the instance's basic information.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | TaskStatistics]
    """

    kwargs = _get_kwargs(
        project_id=project_id,
        instance_id=instance_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    project_id: str,
    instance_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> ErrorBody | TaskStatistics | None:
    """Count tasks by kind and status

     Counts the FDI tasks of one ROMA Connect instance, common and CDC tasks apart, by
    status and live at the moment of the call. It does not tell which tasks, nor why
    one failed.

    Args:
        project_id (str): ID of the project the instance belongs to, usually 32 hexadecimal
            digits; the console lists it under My Credentials.
        instance_id (str): ID of the ROMA Connect instance, usually a UUID; the console shows it
            among the instance's basic information.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | TaskStatistics
    """

    return sync_detailed(
        project_id=project_id,
        instance_id=instance_id,
        client=client,
    ).parsed


async def asyncio_detailed(
    project_id: str,
    instance_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> Response[ErrorBody | TaskStatistics]:
    """Count tasks by kind and status

     Counts the FDI tasks of one ROMA Connect instance, common and CDC tasks apart, by
    status and live at the moment of the call. It does not tell which tasks, nor why
    one failed.

    Args:
        project_id (str): ID of the project the instance belongs to, usually 32 hexadecimal
            digits; the console lists it under My Credentials.
        instance_id (str): ID of the ROMA Connect instance, usually a UUID; the console shows it
            among the instance's basic information.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | TaskStatistics]
    """

    kwargs = _get_kwargs(
        project_id=project_id,
        instance_id=instance_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    project_id: str,
    instance_id: str,
    *,
    client: AuthenticatedClient | Client,
) -> ErrorBody | TaskStatistics | None:
    """Count tasks by kind and status

     Counts the FDI tasks of one ROMA Connect instance, common and CDC tasks apart, by
    status and live at the moment of the call. It does not tell which tasks, nor why
    one failed.

    Args:
        project_id (str): ID of the project the instance belongs to, usually 32 hexadecimal
            digits; the console lists it under My Credentials.
        instance_id (str): ID of the ROMA Connect instance, usually a UUID; the console shows it
            among the instance's basic information.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | TaskStatistics
    """

    return (
        await asyncio_detailed(
            project_id=project_id,
            instance_id=instance_id,
            client=client,
        )
    ).parsed
