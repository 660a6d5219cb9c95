"""The contract of all the program's components and formats, with the kit given to extensions."""

import pytest

from core.data.points import Points
from core.data.tables import Table
from core.extensions import COMPONENTS, FORMATS
from core.formats.exporters import exporters
from core.formats.importers import importers
from core.testing import checks
from tests.amount import few

exporters(), importers()  # their modules register themselves when these are called

#: parameters without a default that could be guessed
GIVEN = {
    Points: Points.read({"inputs": [[0, 1], [2, 3]], "targets": [[0], [1]]}, "x"),
    Table: Table(path="resource:iris.csv"),
}
EVERY = [
    pytest.param(check, id=f"{registry.kind}-{kind.name}-{check}")
    for registry in (*COMPONENTS, *FORMATS)
    for kind in registry
    for check in checks(GIVEN.get(kind, kind))
]


@pytest.mark.parametrize("check", few(EVERY, 80))
def test_the_contract(check):
    check()
