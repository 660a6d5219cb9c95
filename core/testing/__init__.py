"""The contract of components and formats as plain functions, for authors of new ones.

    from backstep.testing import checks

    @pytest.mark.parametrize("check", checks(Cube), ids=str)
    def test_cube(check):
        check()

No test runner is needed: a check that fails raises AssertionError.
"""

from core.testing.kit import Check, checks

__all__ = ["Check", "checks"]
