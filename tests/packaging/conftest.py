import pytest

from tests.packaging.hook import ROOT, build_hook


@pytest.fixture(scope="session")
def tree(tmp_path_factory):
    """A folder with the package `backstep`, as a wheel holds it."""
    folder = tmp_path_factory.mktemp("site")
    build_hook().write_package(ROOT, folder / "backstep")
    return folder
