"""Which names of a formula are its variables, and which are numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from optim_core.base.text import N_, Message
from optim_core.expression.base.errors import ExpressionError, error
from optim_core.expression.base.limits import MAX_LETTERS
from optim_core.expression.reading.signs import Token
from optim_core.expression.tree.letters import base_of, order_of
from optim_core.expression.tree.vocabulary import Vocabulary

#: A picture has two axes.
MOST = 2

Names = tuple[str, ...]


def sorted_names(used: Iterable[Token], declared: Sequence[Token], vocabulary: Vocabulary) -> tuple[Names, Names]:
    """Variables and parameters that occur; raises where the variables do not belong together.

    Of a vocabulary with letters the variables are what a heading declares; else the families that everybody knows; else
    one or two letters that are all there is. Other letters are parameters.
    """
    first: dict[str, Token] = {}
    for token in (*used, *(() if vocabulary.letters else declared)):
        first.setdefault(token.text, token)
    if vocabulary.letters:
        return _with_letters(first, declared, vocabulary)
    parameters = tuple(name for name in vocabulary.parameters if name in first)
    variables = [name for name in first if name not in vocabulary.parameters]
    if not vocabulary.families:
        return tuple(variables), parameters
    return _family_order(variables, first, vocabulary), parameters


def _with_letters(first: Mapping[str, Token], declared: Sequence[Token], vocabulary: Vocabulary) -> tuple[Names, Names]:
    variables = _declared(first, declared) if declared else _guessed(first, vocabulary)
    letters = tuple(name for name in first if name not in variables)
    if len(letters) > MAX_LETTERS:
        position = first[letters[MAX_LETTERS]].position
        raise error(N_("The formula has more than {limit} letters that are numbers."), position, limit=MAX_LETTERS)
    return variables, letters


def _declared(first: Mapping[str, Token], declared: Sequence[Token]) -> Names:
    """What the heading names; a vector's name stands for its components, `f(x) = x_1^2 + x_2^2`."""
    names: list[str] = []
    positions: list[int] = []
    for token in declared:
        parts = [name for name in first if name != token.text and base_of(name) == token.text]
        is_vector = token.text not in first and "_" not in token.text and parts
        own = sorted(parts, key=order_of) if is_vector else [token.text]
        names += own
        positions += [token.position] * len(own)
    if len(names) > MOST:
        raise _too_many(names, positions[MOST])
    return tuple(names)


def _guessed(first: Mapping[str, Token], vocabulary: Vocabulary) -> Names:
    familiar = {name for family in vocabulary.families for name in family}
    known = [name for name in first if name in familiar]
    if "x_0" in known and any("_" not in name for name in known):
        # (x - x_0)^2: a place on the axis, and not another axis.
        known.remove("x_0")
    if not known:
        return _all_there_is(first)
    bases = {base_of(name) for name in known}
    siblings = [name for name in first if base_of(name) in bases and "_" in name and name not in known]
    if siblings and all("_" in name for name in known) and len(bases) == 1:
        group = sorted([*known, *siblings], key=order_of)
        if len(group) > MOST:
            raise _too_many(group, max(first[name].position for name in siblings))
        return tuple(group)
    return _family_order(known, first, vocabulary)


def _all_there_is(first: Mapping[str, Token]) -> Names:
    """One or two letters that are all there is, in alphabetical order."""
    names = sorted(first, key=order_of)
    if len(names) > MOST:
        example = ", ".join(names[:MOST])
        raise error(
            N_("Which of the letters are the variables?"), 0,
            Message(N_("Name them in front: f({names}) = ..."), {"names": example}),
        )  # fmt: skip
    return tuple(names)


def _too_many(names: Sequence[str], position: int) -> ExpressionError:
    return error(
        N_("More than two variables: {names}."), position,
        N_("Name the two that span the picture in front, as in f(u, v) = ...; other letters are numbers."),
        names=", ".join(names),
    )  # fmt: skip


def _family_order(variables: Sequence[str], first: Mapping[str, Token], vocabulary: Vocabulary) -> Names:
    for count, name in enumerate(variables, start=1):
        if not any(set(variables[:count]) <= set(family) for family in vocabulary.families):
            raise error(
                N_("The variables {names} do not go together."), first[name].position,
                N_("Name the variables in front, as in f(x) = w*x; other letters are numbers."),
                names=", ".join(variables[:count]),
            )  # fmt: skip
    family = next(family for family in vocabulary.families if set(variables) <= set(family))
    return tuple(name for name in family if name in variables)
