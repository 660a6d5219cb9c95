"""The contract of components and formats as plain functions, for whoever writes a new one.

    from backstep.testing import checks

    @pytest.mark.parametrize("check", checks(Cube), ids=str)
    def test_cube(check):
        check()

It needs no test runner: a check that fails raises AssertionError.
"""

from core.testing.kit import Check, checks

__all__ = ["Check", "checks"]
