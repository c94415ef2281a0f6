"""Run the tests on a random sample of the mutations that Cosmic Ray makes in the core and the surfaces.

`python -m tests.mutants.sampled [--number N] [--seed S] [part of a file ...]`, in an environment with
`requirements-mutants.txt`; `make mutants` sees to that. The same seed draws the same mutations as long as the code is
the same. A mutation goes into a copy of the checkout. One that survives may be equivalent: somebody has to look.
"""

from __future__ import annotations

import argparse
import ast
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

from tests.mutants.by_hand import ROOT, copy_of_checkout, passes

PACKAGES = ("optim_core", "surfaces")
#: Quick tests, nearest first: the second row only if the first has noticed nothing.
NEAR = {
    "optim_core/expression": ("tests/optim_core/expression", "tests/optim_core/methods/test_typed_method.py"),
    "optim_core/snippets": ("tests/optim_core/snippets/test_snippets.py",),
    "optim_core": ("tests/optim_core",),
    "surfaces/data": ("tests/surfaces/data",),
    "surfaces": ("tests/surfaces",),
}
ALL = ("tests/optim_core", "tests/surfaces")
#: All quick tests take a few minutes; a mutation that never ends is noticed too.
TIMEOUT_SECONDS = 3_600
#: Without its cache a function is slower and otherwise the same.
LEFT_OUT = ("core/RemoveDecorator",)


@dataclass(frozen=True)
class Sampled:
    """The `occurrence`th place in a file where an operator applies."""

    file: str
    operator: str
    occurrence: int
    line: int

    def mutated(self, text: str) -> str:
        """The file's text with the mutation in it."""
        found = mutate_code(text, get_operator(self.operator)(), self.occurrence)
        assert isinstance(found, str)
        return found


def possible(file: str) -> Iterator[Sampled]:
    """All mutations of a file that change more than annotations."""
    text = (ROOT / file).read_text(encoding="utf-8")
    nodes = list(ast_nodes(get_ast(text)))
    for name in sorted(operator_names()):
        if name in LEFT_OUT or get_operator(name).arguments():
            continue
        operator = get_operator(name)()
        places = [start for node in nodes for start, _ in operator.mutation_positions(node)]
        yield from (Sampled(file, name, index, line) for index, (line, _) in enumerate(places))


class _Unannotated(ast.NodeTransformer):
    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.annotation = None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.annotation = ast.Constant(None)
        return self.generic_visit(node)


def _meaning(text: str) -> str:
    """What runs: nobody looks at annotations."""
    return ast.dump(_Unannotated().visit(ast.parse(text)))


def changes_what_runs(mutant: Sampled) -> bool:
    """Whether more than annotations differ, and the file is still Python."""
    text = (ROOT / mutant.file).read_text(encoding="utf-8")
    try:
        return _meaning(mutant.mutated(text)) != _meaning(text)
    except SyntaxError:
        return False


def sample(number: int, seed: int, wanted: Sequence[str] = ()) -> list[Sampled]:
    """So many mutations, drawn without replacement from all of both packages."""
    files = sorted(path.relative_to(ROOT).as_posix() for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    chosen = [file for file in files if not wanted or any(part in file for part in wanted)]
    every = [mutant for file in chosen for mutant in possible(file)]
    random.Random(seed).shuffle(every)
    drawn = (mutant for mutant in every if changes_what_runs(mutant))
    return [mutant for mutant, _ in zip(drawn, range(number), strict=False)]


def survives(mutant: Sampled, folder: Path) -> bool:
    """Whether all quick tests pass on it."""
    path = folder / mutant.file
    text = path.read_text(encoding="utf-8")
    path.write_text(mutant.mutated(text), encoding="utf-8")
    near = next(tests for place, tests in NEAR.items() if mutant.file.startswith(f"{place}/"))
    try:
        return passes(folder, near, TIMEOUT_SECONDS) and passes(folder, ALL, TIMEOUT_SECONDS)
    finally:
        path.write_text(text, encoding="utf-8")


def _difference(mutant: Sampled) -> str:
    """The lines that differ, before and after."""
    text = (ROOT / mutant.file).read_text(encoding="utf-8")
    pairs = zip(text.splitlines(), mutant.mutated(text).splitlines(), strict=False)
    before, after = next((pair for pair in pairs if pair[0] != pair[1]), ("", ""))
    return f"    - {before.strip()}\n    + {after.strip()}"


def main(arguments: Sequence[str]) -> int:
    """Run them, print each with its fate and the score."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--number", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("wanted", nargs="*")
    options = parser.parse_args(arguments)
    killed = total = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy_of_checkout(folder)
        for mutant in sample(options.number, options.seed, options.wanted):
            survived = survives(mutant, folder)
            total, killed = total + 1, killed + (not survived)
            print(f"{'SURVIVED' if survived else 'killed  '} {mutant.file}:{mutant.line} {mutant.operator}")
            if survived:
                print(_difference(mutant))
            sys.stdout.flush()
    print(f"{killed} of {total} killed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
