"""How long names take, and how that grows: distinct names per second on one core.

    python benchmarks/name_speed.py [--most 1000000] [--dirty 0.2]

The names are made by chance from words of the library's own tables and belong to nobody. One in
five is dirty unless told otherwise: capitals, marks lost, taken apart or elsewhere, UTF-8
misread, keystrokes, a title, stray spaces, letters that only look Vietnamese.
"""

import argparse
import random
import resource
import time
import unicodedata
from collections.abc import Callable, Iterator

from linkage.text import name_keys, parse_name
from linkage.text.lexicon import words

DIRT: tuple[Callable[[str], str], ...] = (
    str.upper,
    str.lower,
    lambda name: unicodedata.normalize("NFD", name),
    lambda name: "".join(c for c in unicodedata.normalize("NFD", name) if ord(c) < 128),
    lambda name: name.encode().decode("latin-1"),
    lambda name: "Ông " + name,
    lambda name: name.replace(" ", "  "),
    lambda name: name + ",",
    lambda name: name.replace("Đ", "Ð").replace("ă", "ǎ") + " ",
    lambda name: name.replace("òa", "oà").replace("ùy", "uỳ").replace("uỳnh", "ùynh").lower(),
    lambda name: name.replace(" ", "", 1),
    lambda name: name.replace("ễ", "ee") + "x",
    lambda name: name + " (Tèo)",
)


def names(count: int, dirty: float, seed: int = 1) -> Iterator[str]:
    """Distinct names as a register holds them, a share of them dirty."""
    rng = random.Random(seed)  # noqa: S311
    table = words()
    by_place = [[w.capitalize() for w in table if table[w][i]] for i in range(3)]
    weights = [[table[w.lower()][i] for w in by_place[i]] for i in range(3)]
    seen: set[str] = set()
    while len(seen) < count:
        batch = 20_000
        surnames, middles, seconds, givens = (
            rng.choices(by_place[i], weights[i], k=batch) for i in (0, 1, 1, 2)
        )
        for surname, middle, second, given in zip(surnames, middles, seconds, givens, strict=True):
            two = rng.random() < 0.5
            name = f"{surname} {middle} {second} {given}" if two else f"{surname} {middle} {given}"
            if rng.random() < dirty:
                name = rng.choice(DIRT)(name)
            if name not in seen and len(seen) < count:
                seen.add(name)
                yield name


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=200_000)
    parser.add_argument("--dirty", type=float, default=0.2)
    given = parser.parse_args()
    most = given.most
    print(f"{'names':>10} {'seconds':>8} {'microseconds each':>18} {'peak MB':>8}")
    count = max(most // 100, 1000)
    while count <= most:
        made = list(names(count, given.dirty))
        start = time.process_time()
        for name in made:
            name_keys(parse_name(name))
        seconds = time.process_time() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{count:>10,} {seconds:>8.2f} {1e6 * seconds / count:>18.1f} {peak:>8.0f}")
        count *= 10


if __name__ == "__main__":
    main()
