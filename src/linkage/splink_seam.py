"""The one door to the parts of Splink that are not public: base classes of its creators.

Splink 5 exports ready comparisons, but not the classes one derives from to write another.
They are stable in practice and unstable by promise, so everything in this library that
needs them imports them from here, and a change in Splink is mended in one place.
"""

from splink.internals.blocking_rule_creator import BlockingRuleCreator
from splink.internals.comparison_creator import ComparisonCreator
from splink.internals.comparison_level_creator import ComparisonLevelCreator
from splink.internals.dialects import SplinkDialect

__all__ = [
    "BlockingRuleCreator",
    "ComparisonCreator",
    "ComparisonLevelCreator",
    "SplinkDialect",
]
