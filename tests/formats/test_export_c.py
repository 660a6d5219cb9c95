"""C headers: a compiled one predicts what the network predicts."""

import subprocess

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from core.components.activations import ACTIVATIONS
from core.formats.c.exporting import _compiler, _network, _run
from core.formats.c.text import string
from core.formats.exporters import export
from core.run.trained import trained_of
from tests.amount import some
from tests.formats.trained import agree, classes, regression, rounding_of, trained_networks
from tests.nets import dense, points, trainer

CC = _compiler()
needs_compiler = pytest.mark.skipif(CC is None, reason="no C compiler is here")


@pytest.mark.parametrize("precision", ["float64", "float32"])
def test_a_header_is_checked_and_its_numbers_come_back(tmp_path, precision):
    one, path = regression(precision), tmp_path / "net.h"
    trained = trained_of(one)
    found = export(trained, path)
    assert found.how.startswith("compiled by" if CC else "numbers read back")
    raw = np.random.default_rng(0).normal(size=(5, 2))
    agree(_network(path, trained).predict(raw, np.float64), one.predict(raw), precision)


@pytest.mark.thorough
@needs_compiler
@settings(max_examples=some(8), deadline=None, suppress_health_check=list(HealthCheck))
@given(made=trained_networks())
def test_any_network_in_c(tmp_path_factory, made):
    one, raw = made
    path = tmp_path_factory.mktemp("c") / "net.h"
    export(trained_of(one), path)
    agree(
        _run(CC, path, raw), one.predict(raw), one.project.training.precision, rounding_of(one, raw)
    )


@needs_compiler
def test_every_activation_in_c(tmp_path):
    names = [kind.name for kind in ACTIVATIONS if not kind().gives_shares]
    layers = [dense(4, name) for name in names]
    one = trainer([*layers, dense(1)], data={"source": points(9, 2, 1)})
    path = tmp_path / "net.h"
    export(trained_of(one), path)
    raw = np.random.default_rng(1).normal(size=(6, 2)) * 3
    agree(_run(CC, path, raw), one.predict(raw), "float64")


@needs_compiler
def test_it_compiles_without_a_warning_and_tests_itself(tmp_path):
    path, program = tmp_path / "net.h", tmp_path / "net"
    export(trained_of(classes()), path)
    strict = ["-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic", "-DNN_TEST"]
    alone = ["-Wno-unused-const-variable", "-x"]  # a header compiled alone uses none of its names
    subprocess.run([CC, *strict, *alone, "c", path, "-o", program, "-lm"], check=True)
    said = subprocess.run([program], capture_output=True, text=True, check=True).stdout
    assert said.startswith("12 samples, largest difference ")
    user = tmp_path / "user.c"
    user.write_text(
        '#include <stdio.h>\n#include "net.h"\n'
        "int main(void) { nn_real x[2] = {0.5, -0.5};\n"
        "  puts(nn_class_names[nn_classify(x)]); return 0; }\n"
    )
    # a user's program need not use all of the names
    subprocess.run([CC, *strict[:-1], "-I", tmp_path, user, "-o", program, "-lm"], check=True)
    said = subprocess.run([program], capture_output=True, text=True, check=True).stdout.strip()
    one = classes()
    best = int(np.argmax(one.predict(np.array([[0.5, -0.5]]))))
    assert said == one.dataset.classes[best]


@needs_compiler
def test_names_of_any_kind(tmp_path):
    one = trainer([dense(1)], data={"source": points(5, 2, 1)}, name="*/ int x; /* ?\\ \n ü")
    path = tmp_path / "net.h"
    export(trained_of(one), path)
    assert path.read_bytes().isascii()


def test_strings_are_written_in_ascii():
    assert string('a"b\\?ü\n') == '"a\\042b\\134\\077\\303\\274\\012"'
