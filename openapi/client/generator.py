"""The generator, openapi-python-client, and where our output differs from its own."""

from __future__ import annotations

import contextlib
import re
from importlib.metadata import version
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Any, ClassVar

import attrs
import jinja2
from openapi_python_client import Project
from openapi_python_client.config import ClassOverride, Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.parser.properties.list_property import ListProperty

from openapi.client.document import document
from openapi.contract import Contract, InvalidContractError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from openapi_python_client.parser.openapi import Endpoint

    from openapi.contract import Operation

TEMPLATES = Path(__file__).resolve().parent / "templates"
GENERATOR = f"openapi-python-client {version('openapi-python-client')}"
_IMPORTS = "import httpx\n\nfrom ...client import AuthenticatedClient, Client\n"
"""The imports of a module of operations, as in the generator's template."""
# Replacements in a module of a model: old text and new.
_CHANGES = (
    (
        "from collections.abc import Mapping\n",
        "from collections.abc import Mapping\nfrom copy import deepcopy\n",
    ),
    # Changing the dictionary must not change the model.
    ("        return field_dict\n", "        return deepcopy(field_dict)\n"),
)
_INDEXED = "    def __getitem__("
# Python would iterate over anything that can be indexed.
_NO_SEQUENCE = "    __iter__ = None\n\n"


def name_templates(env: jinja2.Environment) -> None:
    """Let our templates include the generator's templates of the same name."""
    generator = {"openapi_python_client": jinja2.PackageLoader("openapi_python_client")}
    env.loader = jinja2.ChoiceLoader([env.loader, jinja2.PrefixLoader(generator)])  # type: ignore[list-item]


def parsed(contract: Contract, folder: Path) -> Project:
    """A contract as parsed by the generator, not yet written.

    Raises:
        InvalidContractError: The generator cannot handle the contract.
    """
    try:
        return _parsed(contract, folder, document(contract))
    except InvalidContractError:
        # Schemas that it cannot merge become Any; our validators still cover them.
        with contextlib.suppress(InvalidContractError):
            return _parsed(contract, folder, document(contract, loose=True))
        raise


def _parsed(contract: Contract, folder: Path, source: dict[str, Any]) -> Project:
    project = _project_of(contract, folder, source, {})
    # Within a model's module, a property's variable shadows a module of the same name.
    clashing = {
        str(model.class_info.name): ClassOverride(module_name=f"{module}_model")
        for model in project.openapi.models
        for module in [model.class_info.module_name]
        for prop in [*(model.required_properties or ()), *(model.optional_properties or ())]
        if prop.python_name == module
    }
    return _project_of(contract, folder, source, clashing) if clashing else project


def _project_of(
    contract: Contract, folder: Path, source: dict[str, Any], overrides: dict[str, ClassOverride]
) -> Project:
    config = Config.from_sources(
        ConfigFile(
            post_hooks=[],
            literal_enums=True,
            docstrings_on_attributes=True,
            class_overrides=overrides,
        ),
        MetaType.NONE,
        document_source=contract.path,
        file_encoding="utf-8",
        overwrite=False,
        output_path=folder,
    )
    with generator_errors(contract):
        data = GeneratorData.from_dict(source, config=config)
        if isinstance(data, GeneratorError):
            raise _refusal(data)
        collections = data.endpoint_collections_by_tag.values()
        raise_first(
            [
                *data.errors,
                *(error for collection in collections for error in collection.parse_errors),
            ]
        )
        return Project(openapi=data, config=config, custom_template_path=TEMPLATES)


def defer_httpx(path: Path) -> None:
    """Make a module of operations import httpx for type checking only: it is slow to load."""
    text = path.read_text(encoding="utf-8")
    if _IMPORTS in text:
        types = "".join(f"    {line}\n" if line else "\n" for line in _IMPORTS.splitlines())
        deferred = f"from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n{types}"
        text = text.replace(_IMPORTS, "")
        head, rest = text.split("from ... import errors\n", 1)
        text = f"from __future__ import annotations\n{head}from ... import errors\n{deferred}{rest}"
        path.write_text(text, encoding="utf-8")


@contextlib.contextmanager
def generator_errors(contract: Contract) -> Iterator[None]:
    """Raise the generator's errors with the name of the contract."""
    try:
        yield
    except InvalidContractError as error:
        raise InvalidContractError(contract.problem("", str(error))) from None
    except Exception as error:  # the generator raises anything for an unsupported contract
        words = f"{GENERATOR} crashed: {error!r}"
        raise InvalidContractError(contract.problem("", words)) from error


def raise_first(problems: Iterable[GeneratorError]) -> None:
    """Raise the first problem that the generator reported, if there is one."""
    for problem in problems:
        raise _refusal(problem)


def _refusal(problem: GeneratorError) -> InvalidContractError:
    data = getattr(problem, "data", None)
    written = data.model_dump_json(by_alias=True, exclude_unset=True) if data else ""
    words = f"{problem.header} {problem.detail or ''} {written}"
    # The generator prints some values as their default repr.
    words = re.sub(r"<\S+ object at \w+>", "…", words)
    return InvalidContractError(f"{GENERATOR}: {shorten(words, 600)}")


def our_model(text: str) -> str:
    """The module of a model, with our changes.

    Raises:
        InvalidContractError: The generator's template has changed.
    """
    for old, new in _CHANGES:
        if text.count(old) != 1:
            raise InvalidContractError(f"a model of the generator's has no {old.strip()!r}")
        text = text.replace(old, new)
    return text.replace(_INDEXED, _NO_SEQUENCE + _INDEXED)


@attrs.define
class SeparatedListProperty(ListProperty):
    """A list in a query that the generator's functions join with commas."""

    template: ClassVar[str] = "separated_list_property.py.jinja"


def separate(endpoint: Endpoint, operation: Operation) -> None:
    """Make an endpoint join such arrays with commas; the generator always repeats the name."""
    names = {
        parameter.name
        for parameter in operation.located("query")
        if parameter.is_array and not parameter.is_exploded
    }
    endpoint.query_parameters = [
        SeparatedListProperty(**attrs.asdict(prop, recurse=False))
        if isinstance(prop, ListProperty) and prop.name.get_untrusted_value() in names
        else prop
        for prop in endpoint.query_parameters
    ]
