"""The results of calls: models, and their rows."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from huaweicloud_statistics import ArgumentError, coc, roma, rows

from contract_tests.tests.client.calling import STATISTICS
from openapi.contract import load_all

DETAILS = {
    "running_tasks_count": 1,
    "abnormal_tasks_count": 2,
    "terminated_tasks_count": 3,
    "completed_tasks_count": 4,
}


def statistics(**others: Any) -> coc.ScriptJobStatistics:
    """Statistics with undeclared members."""
    return coc.ScriptJobStatistics.from_dict({**STATISTICS, **others})


@pytest.mark.parametrize("kind", [dict, list, tuple, set, iter])
def test_model_is_neither_a_mapping_nor_a_sequence(kind: Any) -> None:
    """A model is not iterable; to_dict returns a dictionary."""
    for model in (statistics(), statistics().data, statistics().data.execute_statistics[0]):
        with pytest.raises(TypeError, match="not iterable"):
            kind(model)
        assert "later" not in model


def test_dictionary_shares_nothing_with_its_model() -> None:
    """Changes to the dictionary do not change the model."""
    model = statistics(later={"list": [1]})
    before = model.to_dict()

    changed = model.to_dict()
    changed["later"]["list"].append(2)
    changed["data"]["execute_statistics"][0]["batch_indexes"].append(9)
    changed["data"]["execute_statistics"].clear()

    assert model.to_dict() == before == {**STATISTICS, "later": {"list": [1]}}


def test_known_values_are_constants() -> None:
    """The known values of an open list are strings."""
    schema = load_all()["coc"].document["components"]["schemas"]["ExecutionStatistic"]
    known = schema["properties"]["instance_status"]["x-extensible-enum"]
    (first, *_) = statistics().data.execute_statistics

    assert [str(status) for status in coc.InstanceStatus] == known
    assert first.instance_status == coc.InstanceStatus.FINISHED
    assert {first.instance_status: 1}[coc.InstanceStatus.FINISHED] == 1


def test_list_in_a_result_becomes_rows() -> None:
    """A row for each object of the list, with the members around it, for csv."""
    table = rows(statistics(later={"a": [1]}))

    file = io.StringIO()
    writer = csv.DictWriter(file, table[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    assert file.getvalue().splitlines() == [
        "data.total_instance,later,instance_status,instance_count,batch_indexes",
        '3,"{""a"": [1]}",FINISHED,1,[1]',
        '3,"{""a"": [1]}",READY,2,"[1, 2]"',
    ]


def test_result_without_a_list_becomes_one_row() -> None:
    """Nested members are named by their path."""
    (row,) = rows(
        roma.TaskStatistics.from_dict({"common_task_details": DETAILS, "cdc_task_details": DETAILS})
    )

    assert len(row) == 8
    assert row["cdc_task_details.completed_tasks_count"] == 4


def test_empty_list_keeps_what_is_around_it() -> None:
    """An empty list becomes a row of the members around it."""
    empty = {"data": {"total_instance": 0, "execute_statistics": []}}

    assert rows(coc.ScriptJobStatistics.from_dict(empty)) == [{"data.total_instance": 0}]


def test_rows_have_the_same_columns() -> None:
    """Even if objects have different members, or names that also occur around the list."""
    first, second = STATISTICS["data"]["execute_statistics"]
    listed = [{**first, "note": None, "later": "inner"}, second]
    body = {"data": {**STATISTICS["data"], "execute_statistics": listed}, "later": "outer"}

    inner, outer = rows(coc.ScriptJobStatistics.from_dict(body))

    assert list(inner) == list(outer)
    assert (inner["later"], outer["later"]) == ("outer", "outer")
    path = "data.execute_statistics.later"
    assert (inner[path], outer[path]) == ("inner", None)


@pytest.mark.parametrize("result", [None, 5, {}, [], "x", STATISTICS, coc.Client])
def test_rows_are_of_results_only(result: Any) -> None:
    """Other values are rejected by an error that names the argument."""
    with pytest.raises(ArgumentError, match=r"^result must be what a call returned; got "):
        rows(result)
