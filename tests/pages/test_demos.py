"""Every scene opens, says what it is about, and shows what it says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from optim_core import Trajectory
from pages.batches.more import PANELS
from pages.batches.store import store as batches
from pages.methods.runs import race as methods_race
from pages.methods.state import MethodsState
from pages.playground.links import PlaygroundState
from pages.playground.race import race as playground_race
from pages.playground.store import store as playground
from tests.pages.playground.playground_session import APP, SECONDS, Session
from tests.pages.shown import fails, shown, wrong_scenes
from ui.demos import claims as c
from ui.demos.catalogue import DEMOS
from ui.demos.demo import Claim, Demo, Shown
from ui.demos.menu import KEY as MENU
from ui.demos.tour import ASKED, CLOSE, LINK, NEXT, PREVIOUS, Asked, Move, demo_message, move_from, neighbour

CLAIMS = [(demo, claim) for demo in DEMOS for claim in demo.claims]


def cut(path: Trajectory) -> Trajectory:
    """The run before its first step."""
    return replace(path, points=path.points[:1], values=path.values[:1])


# --- What is said is shown --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("demo", "claim"), CLAIMS, ids=lambda x: x.key if isinstance(x, Demo) else "")
def test_a_scene_shows_what_it_says(demo: Demo, claim: Claim) -> None:
    assert claim.holds(shown(demo)), claim.text


@pytest.mark.parametrize("demo", DEMOS, ids=lambda demo: demo.key)
def test_no_scene_is_without_a_claim_that_another_scene_would_fail(demo: Demo) -> None:
    assert demo.claims
    for claim in demo.claims:
        assert any(fails(claim, other) for other in wrong_scenes(demo)), claim.text


def test_descent_zig_zags_in_the_ravine_as_it_is_offered_and_momentum_helps() -> None:
    state = PlaygroundState().with_surface("ravine")
    paths = {e.choice.slot: e.path for e in playground_race(state, state.landscape()).entrants}
    offered = Shown(paths)
    assert c.turns_always("gradient_descent", 1).holds(
        Shown({"gradient_descent": first_steps(paths["gradient_descent"])})
    )
    assert c.turns_more("gradient_descent", "momentum", 1).holds(
        Shown({slot: first_steps(path) for slot, path in paths.items()})
    )
    assert c.lower("momentum", "gradient_descent", 100).holds(offered)
    assert c.arrives_sooner("momentum", "gradient_descent", 0.01).holds(offered)
    assert c.arrives_sooner("adam", "gradient_descent", 0.01).holds(offered)


def first_steps(path: Trajectory) -> Trajectory:
    """What the eye sees: later steps are too small."""
    return replace(path, points=path.points[:61], values=path.values[:61])


@pytest.mark.parametrize("surface", ["ravine", "rotated_ravine"])
def test_on_the_page_of_momentum_it_is_momentum_that_cancels(surface: str) -> None:
    runs = {choice.slot: path for choice, path in methods_race(MethodsState("momentum", surface))}
    assert c.lower("momentum", "gradient_descent", 100).holds(Shown(runs))
    # Across the ravine, whichever way that lies: how far all steps go to and fro.
    to_and_fro = {slot: np.abs(np.diff(path.points[:, 1])).sum() for slot, path in runs.items()}
    assert 2.0 * to_and_fro["momentum"] < to_and_fro["gradient_descent"]
    assert MethodsState("momentum").surface_key == "ravine"


def test_the_story_of_the_rotated_ravine_is_true() -> None:
    def ends(surface: str) -> tuple[float, float]:
        adagrad = {choice.slot: path for choice, path in methods_race(MethodsState("adagrad", surface))}
        return adagrad["adagrad"].values[-1], adagrad["gradient_descent"].values[-1]

    per_coordinate, plain = ends("ravine")
    assert per_coordinate < plain
    per_coordinate, plain = ends("rotated_ravine")
    assert per_coordinate > plain


# --- Opening ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def app() -> AppTest:
    made = AppTest.from_file(str(APP), default_timeout=SECONDS)
    made.query_params["lang"] = "en"
    return made.run()


def ask(app: AppTest, key: str, present: bool = False) -> None:
    app.session_state[ASKED] = Asked(key, present)
    app.run()


@pytest.mark.parametrize("demo", DEMOS, ids=lambda demo: demo.key)
def test_every_scene_opens_and_its_link_is_in_the_address_bar(app: AppTest, demo: Demo) -> None:
    ask(app, demo.key)
    assert not app.exception and not app.warning
    link = {name: app.query_params[name] for name in app.query_params}
    assert link.pop(LINK) == demo.key
    assert link.pop("lang") == "en"
    assert app.session_state[f"{demo.page}_demo"][0] == demo.key
    if demo.panel:
        assert demo.panel in {name for name, _panel in PANELS}
        assert app.session_state["b.panels"] == demo.panel


def test_a_shared_link_opens_the_scene_with_its_sentence() -> None:
    session = Session(scene="B5", surface="parabola", m="gradient_descent;learning_rate=0.02")
    assert session.link[LINK] == ["B5"]
    assert session.message()[0]["demo"]["title"] == "Small rate, large rate"
    assert not session.app.warning


@pytest.mark.parametrize("name", ["B99", "D2", "", "\x00"])
def test_a_link_to_a_scene_that_is_none_or_on_another_page_is_told(name: str) -> None:
    session = Session(scene=name or "x", surface="parabola")
    assert session.message()[0]["demo"] is None
    assert "“scene”" in session.app.warning[0].value
    assert LINK not in session.link


def test_the_sentence_goes_with_another_surface_and_stays_with_another_rate() -> None:
    session = Session(scene="B8", surface="ravine", m="gradient_descent")
    session.turn_surface("condition_number", 10.0)
    assert session.message()[0]["demo"]["key"] == "B8"
    session.set("surface", "bowl")
    assert session.message()[0]["demo"] is None and LINK not in session.link
    session.set("surface", "ravine")
    assert session.message()[0]["demo"] is None


def test_keys_lead_from_scene_to_scene_and_across_pages_and_presenting_goes_on(app: AppTest) -> None:
    ask(app, "C9", present=True)
    assert app.query_params["present"] == "1"
    store = playground
    app.session_state[ASKED] = Asked(neighbour("C9", 1).key, True)
    app.run()
    assert app.query_params[LINK] == "A6" and app.query_params["present"] == "1"
    assert app.session_state["batches_demo"][0] == "A6"
    assert store.key == "playground" and batches.key == "batches"


def test_the_order_is_that_of_the_lectures_round_and_round() -> None:
    assert [neighbour(demo.key, 1) for demo in DEMOS] == [*DEMOS[1:], DEMOS[0]]
    assert all(neighbour(neighbour(demo.key, 1).key, -1) == demo for demo in DEMOS)
    assert neighbour(None, 1) == DEMOS[0] and neighbour(None, -1) == DEMOS[-1]


@pytest.mark.parametrize(
    ("payload", "move"),
    [
        ({"to": "next", "present": True}, Move(NEXT, True)),
        ({"to": "previous", "present": False}, Move(PREVIOUS, False)),
        ({"to": "close", "present": False, "request": 3}, Move(CLOSE, False)),
        ({"to": "B5", "present": False}, Move("B5", False)),
        ({"to": "B99", "present": False}, None),
        ({"to": ["next"], "present": False}, None),
        ({"to": "next"}, None),
        ("next", None),
        (None, None),
    ],
)
def test_what_a_browser_asks_for(payload: object, move: Move | None) -> None:
    assert move_from(payload) == move


def test_the_menu_lists_all_scenes_with_their_sentences_and_leads_there(app: AppTest) -> None:
    app.session_state[MENU] = True
    app.run()
    buttons = [button for button in app.button if (button.key or "").startswith("scene.")]
    assert [button.key for button in buttons] == [f"scene.{demo.key}" for demo in DEMOS]
    assert {demo.look for demo in DEMOS} <= {caption.value for caption in app.caption}
    next(button for button in buttons if button.key == "scene.E2").click().run()
    assert app.query_params[LINK] == "E2"


def test_a_note_says_where_one_is() -> None:
    assert demo_message(None) is None
    place = next(i for i, demo in enumerate(DEMOS) if demo.key == "B5")
    note = demo_message(DEMOS[place])
    assert note and note["place"] == f"Scene {place + 1} of {len(DEMOS)}"
    assert note["change"].startswith("Next, set the large rate")


def test_next_is_the_one_after_and_previous_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Asked] = []
    monkeypatch.setattr("ui.demos.tour.ask_for", lambda key, present=False: asked.append(Asked(key, present)))
    monkeypatch.setattr(type(playground), "demo", lambda store: DEMOS[2])
    for move in (Move(NEXT, True), Move(PREVIOUS, False), Move("E1", True)):
        playground.move(move)
    assert asked == [Asked(DEMOS[3].key, True), Asked(DEMOS[1].key, False), Asked("E1", True)]
    monkeypatch.setattr(type(playground), "demo", lambda store: None)
    playground.move(Move(NEXT, False))
    assert asked[-1] == Asked(DEMOS[0].key, False)
