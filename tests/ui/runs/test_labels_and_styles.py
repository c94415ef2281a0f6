"""Names, colours and scenes of runs: what tells one from another."""

from __future__ import annotations

from plots.base.palette import DASH_LENGTHS, DASHES, MARKER_SHAPES, LineStyle, line_sample, line_style
from surfaces import surface
from ui.language.i18n import use_language
from ui.runs.choice import MethodChoice
from ui.runs.scenes import scene_of
from ui.runs.styles import styles_of
from ui.runs.views import method_label


def test_further_runs_of_a_method_are_numbered_from_two() -> None:
    assert [method_label(MethodChoice(slot)) for slot in ("adam", "adam~2", "adam~8")] == [
        "Adam",
        "Adam (2)",
        "Adam (8)",
    ]
    with use_language("ru"):
        assert method_label(MethodChoice("gradient_descent~2")) == "Градиентный спуск (2)"


def test_runs_on_a_page_have_the_styles_of_the_palette_by_their_slots() -> None:
    slots = ("adam", "adam~2", "gradient_descent", "adam~3")
    styles = styles_of(map(MethodChoice, slots))
    assert list(styles) == list(slots) and len({style.color for style in styles.values()}) == 4
    assert (styles["adam"], styles["gradient_descent"]) == (line_style("adam"), line_style("gradient_descent"))


def test_a_sample_shows_the_dashes_of_its_line() -> None:
    blue = "light-dark(#0072B2, #56B4E9)"
    dashes = f"linear-gradient(90deg, {blue} 0px 8px, transparent 8px 12px)"
    sample = line_sample(LineStyle("#0072B2", "dash", "diamond", "#56B4E9"))
    assert dashes in sample and f"background:{blue};clip-path:{MARKER_SHAPES['diamond']}" in sample
    dotted = f"{blue} 0px 8px, transparent 8px 11px, {blue} 11px 14px, transparent 14px 17px"
    assert dotted in line_sample(LineStyle("#0072B2", "dashdot", dark="#56B4E9"))
    assert set(DASH_LENGTHS) == set(DASHES)


def test_another_range_language_or_parameter_is_another_scene() -> None:
    usual = surface("rosenbrock")
    others = [usual.on(((-1.0, 1.0), (-1.0, 1.0))), surface("rosenbrock", b=12.0), surface("himmelblau")]
    names = [scene_of(landscape).id for landscape in (usual, *others)]
    with use_language("ru"):
        names.append(scene_of(usual).id)
    assert len(set(names)) == len(names)
    assert scene_of(surface("rosenbrock")).id == names[0]
