"""Names, colours and scenes of runs: what tells one from another."""

from __future__ import annotations

from optim_core import methods
from plots.base.palette import DASH_LENGTHS, DASHES, OKABE_ITO, LineStyle, line_sample, line_style
from surfaces import surface
from ui.language.i18n import use_language
from ui.runs.choice import MethodChoice
from ui.runs.scenes import scene_of
from ui.runs.views import method_label


def test_further_runs_of_a_method_are_numbered_from_two() -> None:
    assert [method_label(MethodChoice(slot)) for slot in ("adam", "adam~2", "adam~8")] == [
        "Adam",
        "Adam (2)",
        "Adam (8)",
    ]
    with use_language("ru"):
        assert method_label(MethodChoice("gradient_descent~2")) == "Градиентный спуск (2)"


def test_further_runs_keep_the_colour_and_change_the_dashes() -> None:
    for key in methods():
        styles = [line_style(key, copy) for copy in range(len(DASHES))]
        assert {style.color for style in styles} == {styles[0].color}
        assert {style.dash for style in styles} == set(DASHES)
    first = [line_style(key) for key in methods()]
    assert len(set(first)) == len(first)
    assert first[0] == LineStyle(OKABE_ITO[0], "solid")


def test_a_sample_shows_the_dashes_of_its_line() -> None:
    dashes = "linear-gradient(90deg, #0072B2 0px 8px, transparent 8px 12px)"
    assert dashes in line_sample(LineStyle("#0072B2", "dash"))
    dotted = "#0072B2 0px 8px, transparent 8px 11px, #0072B2 11px 14px, transparent 14px 17px"
    assert dotted in line_sample(LineStyle("#0072B2", "dashdot"))
    assert set(DASH_LENGTHS) == set(DASHES)


def test_another_range_language_or_parameter_is_another_scene() -> None:
    usual = surface("rosenbrock")
    others = [usual.on(((-1.0, 1.0), (-1.0, 1.0))), surface("rosenbrock", b=12.0), surface("himmelblau")]
    names = [scene_of(landscape).id for landscape in (usual, *others)]
    with use_language("ru"):
        names.append(scene_of(usual).id)
    assert len(set(names)) == len(names)
    assert scene_of(surface("rosenbrock")).id == names[0]
