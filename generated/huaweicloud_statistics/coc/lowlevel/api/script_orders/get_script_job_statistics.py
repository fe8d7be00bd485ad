# Written by scripts/generate from openapi/coc.yaml. Edit that.
from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ... import errors
from ...types import UNSET, Response

if TYPE_CHECKING:
    import httpx

    from ...client import AuthenticatedClient, Client

from ...models.error_body import ErrorBody
from ...models.language import Language
from ...models.script_job_statistics import ScriptJobStatistics
from ...types import Unset


def _get_kwargs(
    execute_uuid: str,
    *,
    x_language: Language | Unset = UNSET,
    x_project_id: str | Unset = UNSET,
    x_user_profile: str | Unset = UNSET,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    if not isinstance(x_language, Unset):
        headers["X-Language"] = str(x_language)

    if not isinstance(x_project_id, Unset):
        headers["x-project-id"] = x_project_id

    if not isinstance(x_user_profile, Unset):
        headers["x-user-profile"] = x_user_profile

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/job/script/orders/{execute_uuid}/statistics".format(
            execute_uuid=quote(str(execute_uuid), safe=""),
        ),
    }

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ErrorBody | ScriptJobStatistics | None:
    if response.status_code == 200:
        response_200 = ScriptJobStatistics.from_dict(response.json())

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
) -> Response[ErrorBody | ScriptJobStatistics]:
    return Response(
        status_code=HTTPStatus(response.status_code),
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    execute_uuid: str,
    *,
    client: AuthenticatedClient | Client,
    x_language: Language | Unset = UNSET,
    x_project_id: str | Unset = UNSET,
    x_user_profile: str | Unset = UNSET,
) -> Response[ErrorBody | ScriptJobStatistics]:
    """Show instance status statistics of a script order

     Counts the instances of one script order by status, taken live at the moment of
    the call. It tells how many instances are in a status and in which batches they
    are; it does not tell which instances, why one failed, or how the order as a
    whole stands.

    An account may always call this. An IAM user needs a permission; under identity
    policies that is the action `coc:job:get` (access level Read, resource type
    `job`, condition key `coc:JobType`; no alias, no dependent action).

    Args:
        execute_uuid (str): Execution ID of the script order, as returned by executeJobScript and
            ListJobScriptOrders; usually 26 characters that start with SCT.
        x_language (Language | Unset): Language of the messages in a response, Chinese (zh-cn) or
            English (en-us). Without it they are English.
        x_project_id (str | Unset): ID of the project that belongs to the region.
        x_user_profile (str | Unset): User information in the form of IAM 5.0.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | ScriptJobStatistics]
    """

    kwargs = _get_kwargs(
        execute_uuid=execute_uuid,
        x_language=x_language,
        x_project_id=x_project_id,
        x_user_profile=x_user_profile,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    execute_uuid: str,
    *,
    client: AuthenticatedClient | Client,
    x_language: Language | Unset = UNSET,
    x_project_id: str | Unset = UNSET,
    x_user_profile: str | Unset = UNSET,
) -> ErrorBody | ScriptJobStatistics | None:
    """Show instance status statistics of a script order

     Counts the instances of one script order by status, taken live at the moment of
    the call. It tells how many instances are in a status and in which batches they
    are; it does not tell which instances, why one failed, or how the order as a
    whole stands.

    An account may always call this. An IAM user needs a permission; under identity
    policies that is the action `coc:job:get` (access level Read, resource type
    `job`, condition key `coc:JobType`; no alias, no dependent action).

    Args:
        execute_uuid (str): Execution ID of the script order, as returned by executeJobScript and
            ListJobScriptOrders; usually 26 characters that start with SCT.
        x_language (Language | Unset): Language of the messages in a response, Chinese (zh-cn) or
            English (en-us). Without it they are English.
        x_project_id (str | Unset): ID of the project that belongs to the region.
        x_user_profile (str | Unset): User information in the form of IAM 5.0.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | ScriptJobStatistics
    """

    return sync_detailed(
        execute_uuid=execute_uuid,
        client=client,
        x_language=x_language,
        x_project_id=x_project_id,
        x_user_profile=x_user_profile,
    ).parsed


async def asyncio_detailed(
    execute_uuid: str,
    *,
    client: AuthenticatedClient | Client,
    x_language: Language | Unset = UNSET,
    x_project_id: str | Unset = UNSET,
    x_user_profile: str | Unset = UNSET,
) -> Response[ErrorBody | ScriptJobStatistics]:
    """Show instance status statistics of a script order

     Counts the instances of one script order by status, taken live at the moment of
    the call. It tells how many instances are in a status and in which batches they
    are; it does not tell which instances, why one failed, or how the order as a
    whole stands.

    An account may always call this. An IAM user needs a permission; under identity
    policies that is the action `coc:job:get` (access level Read, resource type
    `job`, condition key `coc:JobType`; no alias, no dependent action).

    Args:
        execute_uuid (str): Execution ID of the script order, as returned by executeJobScript and
            ListJobScriptOrders; usually 26 characters that start with SCT.
        x_language (Language | Unset): Language of the messages in a response, Chinese (zh-cn) or
            English (en-us). Without it they are English.
        x_project_id (str | Unset): ID of the project that belongs to the region.
        x_user_profile (str | Unset): User information in the form of IAM 5.0.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ErrorBody | ScriptJobStatistics]
    """

    kwargs = _get_kwargs(
        execute_uuid=execute_uuid,
        x_language=x_language,
        x_project_id=x_project_id,
        x_user_profile=x_user_profile,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    execute_uuid: str,
    *,
    client: AuthenticatedClient | Client,
    x_language: Language | Unset = UNSET,
    x_project_id: str | Unset = UNSET,
    x_user_profile: str | Unset = UNSET,
) -> ErrorBody | ScriptJobStatistics | None:
    """Show instance status statistics of a script order

     Counts the instances of one script order by status, taken live at the moment of
    the call. It tells how many instances are in a status and in which batches they
    are; it does not tell which instances, why one failed, or how the order as a
    whole stands.

    An account may always call this. An IAM user needs a permission; under identity
    policies that is the action `coc:job:get` (access level Read, resource type
    `job`, condition key `coc:JobType`; no alias, no dependent action).

    Args:
        execute_uuid (str): Execution ID of the script order, as returned by executeJobScript and
            ListJobScriptOrders; usually 26 characters that start with SCT.
        x_language (Language | Unset): Language of the messages in a response, Chinese (zh-cn) or
            English (en-us). Without it they are English.
        x_project_id (str | Unset): ID of the project that belongs to the region.
        x_user_profile (str | Unset): User information in the form of IAM 5.0.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ErrorBody | ScriptJobStatistics
    """

    return (
        await asyncio_detailed(
            execute_uuid=execute_uuid,
            client=client,
            x_language=x_language,
            x_project_id=x_project_id,
            x_user_profile=x_user_profile,
        )
    ).parsed
