"""Invented people whose records, numbers and errors look like those of a register.

Nothing here is shared with the matcher but the names of columns and case kinds: neither code nor
tables of errors, so that the matcher is never tested on its own assumptions.
"""

from linkage.synthetic.population import Population, generate, synthesise, write
from linkage.synthetic.profile import PROFILES, Profile

__all__ = ["PROFILES", "Population", "Profile", "generate", "synthesise", "write"]
