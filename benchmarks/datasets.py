"""Which populations there are, and how one is made and kept. All of it is synthetic."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from linkage import __version__
from linkage.synthetic import synthesise

BUILD = Path("build/benchmarks")
DATA = BUILD / "data"


@dataclass(frozen=True)
class Dataset:
    """A population that anybody can make again.

    Attributes:
        name: What it is called on the command line.
        people: People with a first record.
        profile: Profile of the generator.
        seed: Seed, from 900 on: models are trained on smaller seeds and never see these.
    """

    name: str
    people: int
    profile: str
    seed: int

    @property
    def folder(self) -> Path:
        return DATA / self.name

    def make(self) -> Path:
        """Make the population unless it is there, made by the same generator."""
        stamp = self.folder / "made.json"
        wanted = {**asdict(self), "linkage": __version__, "generator": generator_hash()}
        if not stamp.exists() or json.loads(stamp.read_text()) != wanted:
            synthesise(self.people, self.profile, self.seed, out=self.folder)
            stamp.write_text(json.dumps(wanted))
        return self.folder


def generator_hash() -> str:
    """Hash of the generator's code and tables: other code makes other people."""
    import hashlib

    import linkage.synthetic

    room = Path(linkage.synthetic.__file__).parent
    digest = hashlib.sha256()
    for file in sorted(room.rglob("*.*")):
        if file.suffix in (".py", ".csv"):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


DATASETS = {
    dataset.name: dataset
    for dataset in (
        Dataset("sample-5k", 5_000, "base", 901),
        Dataset("base-20k", 20_000, "base", 902),
        Dataset("base-200k", 200_000, "base", 903),
        Dataset("base-1m", 1_000_000, "base", 904),
        Dataset("rare-200k", 200_000, "rare", 905),
        Dataset("heavy-200k", 200_000, "heavy", 906),
        Dataset("rural-200k", 200_000, "rural", 907),
        Dataset("legacy-200k", 200_000, "legacy", 908),
        Dataset("southern-20k", 20_000, "southern", 909),
        Dataset("northern-20k", 20_000, "northern", 910),
        Dataset("minority-20k", 20_000, "minority", 911),
        Dataset("postmerger-20k", 20_000, "postmerger", 912),
    )
}
