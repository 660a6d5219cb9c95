"""Tests of the data room. The sources register themselves when they are imported."""

import core.data.generated
import core.data.points
import core.data.tables  # noqa: F401
