"""The systems that are compared: scripts that read a data folder and write pairs and entities.

A script keeps the name of the stage it is in in `stage.txt`, for the peak memory of each, and ends
with `timed.json`: versions, settings and the seconds of each stage.
"""

import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path

from benchmarks.datasets import BUILD

HERE = Path(__file__).parent


@dataclass(frozen=True)
class System:
    """A script `script.py DATA OUT`, and where it runs.

    Attributes:
        name: What it is called on the command line.
        script: File in this folder.
        about: What it is, for the page of results.
        requirements: What its own environment holds; the environment of the runner if empty.
        probabilities: Whether its scores claim to be probabilities.
    """

    name: str
    script: str
    about: str
    requirements: tuple[str, ...] = ()
    probabilities: bool = True

    @property
    def command(self) -> list[str]:
        return [str(self._python()), str(HERE / self.script)]

    def _python(self) -> Path:
        """The interpreter, with its environment made when needed."""
        if not self.requirements:
            return Path(sys.executable)
        home = (BUILD / "env" / self.name).resolve()
        python, stamp = home / "bin" / "python", home / "installed.txt"
        wanted = "\n".join(self.requirements)
        if not stamp.exists() or stamp.read_text() != wanted:
            venv.create(home, with_pip=True, clear=True)
            install = [str(python), "-m", "pip", "install", "--quiet", *self.requirements]
            subprocess.run(install, check=True)  # noqa: S603
            stamp.write_text(wanted)
        return python


SYSTEMS = {
    system.name: system
    for system in (
        System("linkage", "linkage_review.py", "this library as shipped, on the raw extract"),
        System(
            "splink",
            "splink_plain.py",
            "Splink 5 as an analyst without knowledge of Vietnamese would set it up",
        ),
        System(
            "goldenmatch",
            "goldenmatch_auto.py",
            "goldenmatch with the Fellegi-Sunter model it configures; every pair it returns counts",
            ("goldenmatch==3.22.0", "pyarrow"),
            probabilities=False,
        ),
        System(
            "recordlinkage",
            "recordlinkage_ecm.py",
            "recordlinkage with its unsupervised classifier",
            ("recordlinkage==0.16", "pandas<3", "pyarrow"),
        ),
    )
}
