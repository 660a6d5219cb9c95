import math

import numpy as np

from core.data.features import FEATURES, display_name

NAMES = ["x1", "x2", "x1^2", "x2^2", "x1*x2", "sin(x1)", "sin(x2)"]
LABELS = ["x₁", "x₂", "x₁²", "x₂²", "x₁x₂", "sin x₁", "sin x₂"]


def test_names_and_labels_in_menu_order():
    assert list(FEATURES) == NAMES
    assert [feature.label for feature in FEATURES.values()] == LABELS


def test_values_by_hand():
    inputs = np.array([[2.0, -3.0], [0.5, 4.0]])
    expected = {
        "x1": [2, 0.5],
        "x2": [-3, 4],
        "x1^2": [4, 0.25],
        "x2^2": [9, 16],
        "x1*x2": [-6, 2],
        "sin(x1)": [math.sin(2), math.sin(0.5)],
        "sin(x2)": [math.sin(-3), math.sin(4)],
    }
    for name, values in expected.items():
        result = FEATURES[name](inputs)
        assert result.shape == (2,)
        np.testing.assert_allclose(result, values, rtol=1e-15)
        assert not np.shares_memory(result, inputs)


def test_display_names_follow_the_columns():
    assert FEATURES["x1^2"].display_name(("x1", "x2")) == "x₁²"
    assert FEATURES["x1*x2"].display_name(("width", "height")) == "width·height"
    assert FEATURES["sin(x2)"].display_name(("width", "height")) == "sin height"
    assert display_name("x12") == "x₁₂"
    assert [display_name(name) for name in ("x", "xy1", "x1a", "y1")] == ["x", "xy1", "x1a", "y1"]


def test_overflow_is_infinite_and_silent():
    assert np.isinf(FEATURES["x1^2"](np.array([[1e200, 0.0]])))[0]
