"""Texts nobody should type, thousands of them, through the fields and links of all pages; the slowest is named.

`python -m benchmarks.fuzz [texts] [seed]`. Fails if anything but the product's own errors comes out, or if one text
takes longer than it may.
"""

from __future__ import annotations

import sys
import time
import traceback
from random import Random

from benchmarks.measuring import judged, machine
from tests.pages.hostile_texts import DOORS, hostile_text, through_the_door, through_the_links

TEXTS = 20_000
#: Milliseconds of the processor one text may take, through the field and its links: up to a dozen kernels.
LIMIT = 1500.0


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else TEXTS
    numbers = Random(int(sys.argv[2]) if len(sys.argv) > 2 else time.time_ns())
    print(machine("numpy", "streamlit"))
    failures, slowest = 0, (0.0, "", "")
    accepted = dict.fromkeys(DOORS, 0)
    for index in range(count):
        kind = list(DOORS)[index % len(DOORS)]
        text = hostile_text(kind, numbers)
        began = time.process_time()
        try:
            accepted[kind] += through_the_door(kind, text)
            through_the_links(kind, text)
        except Exception:
            failures += 1
            print(f"{kind}: {text!a}\n{traceback.format_exc()}")
        slowest = max(slowest, (1e3 * (time.process_time() - began), kind, text))
    shares = ", ".join(f"{kind} {100 * n * len(DOORS) / count:.0f}%" for kind, n in accepted.items())
    print(f"{count} texts; accepted: {shares}")
    print(f"{judged(failures, 0, at_least=False)}   errors that are not the product's own")
    print(f"{judged(slowest[0], LIMIT, at_least=False)}   ms for the slowest: {slowest[1]}: {slowest[2]!a:.200}")
    return 1 if failures or slowest[0] > LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
