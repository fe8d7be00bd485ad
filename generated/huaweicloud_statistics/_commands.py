# Written by scripts/generate from openapi/client/templates/commands.py.jinja. Edit that.
"""The commands of the command line."""

from ._runtime.command.model import CommandArgument, Command

COMMANDS = (
    Command(
        api="coc",
        method="get_script_job_statistics",
        waiter="wait_for_script_job",
        summary="Show instance status statistics of a script order",
        about="Counts the instances of one script order by status, taken live at the moment of the call. It tells how many instances are in a status and in which batches they are; it does not tell which instances, why one failed, or how the order as a whole stands.",
        regions=("cn-north-4", "ap-southeast-3", "eu-west-101"),
        arguments=(
            CommandArgument(
                name="execute_uuid",
                location="path",
                kind="str",
                required=True,
                about="Execution ID of the script order, as returned by executeJobScript and ListJobScriptOrders; usually 26 characters that start with SCT. 1 to 64 characters, matches ^[A-Za-z0-9_-]+$.",
                is_list=False,
                choices=(),
            ),
            CommandArgument(
                name="x_language",
                location="header",
                kind="Language",
                required=False,
                about="Language of the messages in a response, Chinese (zh-cn) or English (en-us). Without it they are English.",
                is_list=False,
                choices=("en-us", "zh-cn"),
            ),
            CommandArgument(
                name="x_project_id",
                location="header",
                kind="str",
                required=False,
                about="ID of the project that belongs to the region.",
                is_list=False,
                choices=(),
            ),
            CommandArgument(
                name="x_user_profile",
                location="header",
                kind="str",
                required=False,
                about="User information in the form of IAM 5.0.",
                is_list=False,
                choices=(),
            ),
        ),
    ),
    Command(
        api="roma",
        method="count_tasks",
        waiter=None,
        summary="Count tasks by kind and status",
        about="Counts the FDI tasks of one ROMA Connect instance, common and CDC tasks apart, by status and live at the moment of the call. It does not tell which tasks, nor why one failed.",
        regions=(
            "cn-north-1",
            "cn-north-4",
            "cn-east-3",
            "cn-east-2",
            "cn-south-1",
            "ap-southeast-3",
            "ap-southeast-1",
            "ru-northwest-2",
        ),
        arguments=(
            CommandArgument(
                name="project_id",
                location="path",
                kind="str",
                required=True,
                about="ID of the project the instance belongs to, usually 32 hexadecimal digits; the console lists it under My Credentials. 1 to 64 characters, matches ^[A-Za-z0-9_-]+$.",
                is_list=False,
                choices=(),
            ),
            CommandArgument(
                name="instance_id",
                location="path",
                kind="str",
                required=True,
                about="ID of the ROMA Connect instance, usually a UUID; the console shows it among the instance's basic information. 1 to 64 characters, matches ^[A-Za-z0-9_-]+$.",
                is_list=False,
                choices=(),
            ),
        ),
    ),
)
