"""What a method is: name, equations, what can be set, and where it is from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import streamlit as st

from optim_core import Optimizer, methods
from optim_core.methods.definition import Definition
from optim_core.methods.hyperparameters import Choice, Hyperparameter, range_message
from pages.methods.families import FAMILY_NAMES, family
from pages.methods.state import MethodsState
from ui.language.i18n import _, ngettext, number_text, translate
from ui.methods.equations import block, legend, plain, prose, symbol
from ui.runs.columns import two_forms


def heading(state: MethodsState) -> None:
    """Family, name and what it does in one sentence."""
    with st.container(gap=None):
        with st.container(key="method_family"):
            st.markdown(_(FAMILY_NAMES[family(state.definition)]))
        st.title(_(state.definition.name), anchor=False)
    with st.container(key="method_summary"):
        st.markdown(plain(_(state.definition.summary)))


def equations(optimizer: Optimizer) -> None:
    """The update of one step in the lecture's form, and what its symbols stand for."""
    with st.container(key="method_equations"):
        formulas, symbols = st.columns([11, 9], gap="large")
    with formulas:
        caption = _("Lecture form") if two_forms(optimizer) else _("The step")
        st.caption(caption)
        st.latex(block(optimizer.latex_lines()))
    with symbols, st.container(key="method_legend"):
        st.caption(_("Symbols"))
        st.markdown(_table(("", ""), ((f"${name}$", translate(text)) for name, text in legend(optimizer))))


def hyperparameters(method: Definition) -> None:
    """What can be set, with the defaults of both forms."""
    st.header(_("Settings"), anchor=False)
    lecture, pytorch = method.hyperparameters("lecture"), method.hyperparameters("pytorch")
    two = method.paced_by({}).two_forms
    defaults = (_("Default, lecture"), _("Default, PyTorch")) if two else (_("Default"),)
    rows = [*_choice_rows(method.choices, two)]
    for own, other in zip(lecture, pytorch, strict=True):
        values = [_value(own, own.default), _value(other, other.default)] if two else [_value(own, own.default)]
        rows.append((f"${symbol(own.symbol)}$", plain(_(own.label)), *values, _range(own), prose(_(own.help))))
    if not rows:
        st.markdown(_("Nothing has to be set."))
        return
    columns = ("", _("Name"), *defaults, _("Range"), _("What it does"))
    st.html(_captions(columns))
    with st.container(key="method_numbers"):
        st.markdown(_table(columns, rows))


def _captions(columns: Sequence[str]) -> str:
    """On a phone, where the head of the table is hidden, the numbers carry its texts."""
    rules = (
        f'.st-key-method_numbers td:nth-child({place})::before {{ content: "{text}: "; opacity: 0.65; }}'
        for place, text in enumerate(columns[:-1], start=1)
        if place > 2
    )
    return f"<style>@media (max-width: 768px) {{ {' '.join(rules)} }}</style>"


def _choice_rows(choices: Sequence[Choice], two: bool) -> Iterator[tuple[str, ...]]:
    for choice in choices:
        default = plain(_(methods()[choice.default].name))
        count = len(choice.options())
        among = ngettext("{count} method", "{count} methods", count).format(count=count)
        yield "", plain(_(choice.label)), *([default] * (2 if two else 1)), among, plain(_(choice.help))


def _value(parameter: Hyperparameter, value: float) -> str:
    if parameter.scale == "switch":
        return _("on") if value else _("off")
    return number_text(f"{value:g}")


def _range(parameter: Hyperparameter) -> str:
    if parameter.scale == "switch":
        return _("on or off")
    shown = translate(range_message(parameter))
    for _word, text in parameter.words:
        name = _(text)
        shown = _("{range}, or {word}").format(range=shown, word=name[:1].lower() + name[1:])
    return plain(shown)


def origin(method: Definition) -> None:
    """The source, and the class of PyTorch's."""
    st.header(_("Where it is from"), anchor=False)
    st.markdown(plain(_(method.source)))
    if method.torch_name:
        st.markdown(_("In PyTorch: `{name}`").format(name=method.torch_name))


def _table(columns: Sequence[str], rows: Iterator[tuple[str, ...]] | list[tuple[str, ...]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
