"""Systems under test: the product, and the baselines that it must beat. Each yields a document of the JSON contract."""

from briefs_evals.systems.port import System, Unscored
from briefs_evals.systems.registry import SystemSpec, make_system

__all__ = ["System", "SystemSpec", "Unscored", "make_system"]
