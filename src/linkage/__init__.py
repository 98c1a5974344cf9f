"""linkage: find duplicate and conflicting personal numbers in a Vietnamese register.

The library proposes and never decides. `review` runs everything; each stage is a function
from tables to a table and runs alone. Names are imported when they are first used, so that
`import linkage` stays light.
"""

from importlib import import_module
from importlib.metadata import version as _version
from typing import TYPE_CHECKING, Any

__version__ = _version("linkage")

_HOMES = {
    "linkage.errors": ("LinkageError",),
    "linkage.schema": ("CaseKind",),
    "linkage.engine": ("Engine", "Table"),
    "linkage.engine.reading": ("read",),
    "linkage.standardisation": ("standardise", "standardise_names"),
    "linkage.blocking": ("block", "block_on"),
    "linkage.scoring": ("score",),
    "linkage.clustering": ("cluster",),
    "linkage.findings": ("check",),
    "linkage.casework": ("build_cases",),
    "linkage.pipeline": ("ReviewResult", "review"),
    "linkage.model": ("Model", "default_model"),
    "linkage.training": ("train",),
    "linkage.text.names": ("Name", "parse_name"),
    "linkage.text.name_levels": ("NameLevel", "compare_names"),
    "linkage.text.identifiers": ("parse_personal_id",),
    "linkage.text.dates": ("parse_date",),
    "linkage.text.places": ("parse_address",),
    "linkage.synthetic": ("synthesise",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [*_HOME_OF, "__version__"]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used."""
    if name not in _HOME_OF:
        raise AttributeError(f"module 'linkage' has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)


if TYPE_CHECKING:
    from linkage.blocking import block as block
    from linkage.blocking import block_on as block_on
    from linkage.casework import build_cases as build_cases
    from linkage.clustering import cluster as cluster
    from linkage.engine import Engine as Engine
    from linkage.engine import Table as Table
    from linkage.engine.reading import read as read
    from linkage.errors import LinkageError as LinkageError
    from linkage.findings import check as check
    from linkage.model import Model as Model
    from linkage.model import default_model as default_model
    from linkage.pipeline import ReviewResult as ReviewResult
    from linkage.pipeline import review as review
    from linkage.schema import CaseKind as CaseKind
    from linkage.scoring import score as score
    from linkage.standardisation import standardise as standardise
    from linkage.standardisation import standardise_names as standardise_names
    from linkage.synthetic import synthesise as synthesise
    from linkage.text.dates import parse_date as parse_date
    from linkage.text.identifiers import parse_personal_id as parse_personal_id
    from linkage.text.name_levels import NameLevel as NameLevel
    from linkage.text.name_levels import compare_names as compare_names
    from linkage.text.names import Name as Name
    from linkage.text.names import parse_name as parse_name
    from linkage.text.places import parse_address as parse_address
    from linkage.training import train as train
