"""The player's modules by their numbers: called one by one on a blank page, compared with Python."""

from __future__ import annotations

import math
from typing import Any, cast

import numpy as np
import pytest

from tests.browser.harness.bench import Bench
from ui.language.i18n import use_language
from ui.language.languages import LANGUAGES
from ui.language.numbers import short
from ui.player.component import BOOTSTRAP
from ui.player.wire import pack

# Below ten thousand, where Python writes no power of ten yet, and powers whose digits do not end in zeros.
NUMBERS = [
    0.0, 1.0, -1.0, 3.14159265, -2.71828, 9999.0, 1e-4, 1.00049e-4, 9.876e-5, -1.2345e-7, 6.02214e23, 1.2345e6, 0.5,
    37.5, 2 / 3, -1234.5678,
]  # fmt: skip


def formatted(bench: Bench, language: str, numbers: list[float], digits: int = 4) -> list[str]:
    body = """
        const { formatter } = await load('base/format');
        const format = formatter(a);
        return b.map((x) => format(x, c));
    """
    found: list[str] = bench.call(body, language, numbers, digits)
    return found


@pytest.mark.parametrize(
    ("language", "mark"), [*((code, row.decimal_mark) for code, row in LANGUAGES.items()), ("de", ",")]
)
def test_charts_take_their_decimal_mark_from_the_language(language: str, mark: str, bench: Bench) -> None:
    body = "const { baseLayout } = await load('base/theme'); return baseLayout({}, a).separators;"
    assert bench.call(body, language) == f"{mark} "
    assert formatted(bench, language, [0.5]) == [f"0{mark}5"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_look_as_in_the_rest_of_the_page(language: str, bench: Bench) -> None:
    with use_language(language):
        assert formatted(bench, language, NUMBERS) == [short(number) for number in NUMBERS]


@pytest.mark.parametrize("language", LANGUAGES)
def test_cells_are_written_as_the_page_writes_them(language: str, bench: Bench) -> None:
    body = "const { cellFormatter } = await load('base/format'); return b.map((x) => cellFormatter(a)(x));"
    chance = np.random.default_rng(3)
    numbers = [*NUMBERS, 7e-8, 5.8e-12, 1e6, -2.5e-300, 123456.0, 99999.5, 0.1, 20.0, 1500.0, math.inf, -math.inf]
    numbers += [float(x) for x in chance.normal(size=400) * 10 ** chance.uniform(-9, 9, size=400)]
    with use_language(language):
        assert bench.call(body, language, numbers) == [short(number) for number in numbers]


def test_numbers_at_the_bounds_are_written_as_people_expect(bench: Bench) -> None:
    numbers = [math.nan, math.inf, -math.inf, 0.0, 1e-4, 9.99e-5, 999999.4, 1e6, -1e6, -0.25]
    assert formatted(bench, "en", numbers, 3) == [
        "NaN", "∞", "−∞", "0", "0.0001", "1·10⁻⁴", "1000000", "1·10⁶", "−1·10⁶", "−0.25",
    ]  # fmt: skip
    assert formatted(bench, "en", [12345.678, 123456.7, 999999.0, 1234567.0]) == [
        "12350",
        "123500",
        "1000000",
        "1.23·10⁶",
    ]
    assert formatted(bench, "ru", [0.5, -1234.5], 7) == ["0,5", "−1234,5"]


def test_templates_are_filled_and_html_is_written_out(bench: Bench) -> None:
    assert bench.function("base/format", "fill", "{a} of {b}, {c} {a}", {"a": 0, "b": "x"}) == "0 of x, {c} 0"
    assert bench.function("base/format", "escapeHtml", "<b>&") == "&lt;b&gt;&amp;"


TIMELINE = """
    const { Timeline } = await load('base/timeline');
    const timeline = new Timeline(...a);
    const facts = () => [timeline.position, timeline.playing];
    return b.map(([name, ...given]) => {
        if (typeof timeline[name] === 'function') return [timeline[name](...given) ?? null, ...facts()];
        if (given.length) timeline[name] = given[0];
        return timeline[name];
    });
"""


def timeline(bench: Bench, *calls: tuple[Any, ...], longest: tuple[float, ...] = ()) -> list[Any]:
    found: list[Any] = bench.call(TIMELINE, list(longest), [list(call) for call in calls])
    return found


def test_playing_takes_a_quarter_of_a_second_a_step_and_eight_seconds_at_most(bench: Bench) -> None:
    for steps, seconds in ((2, 1.0), (12, 3.0), (300, 8.0)):
        assert timeline(bench, ("setSteps", steps), ("rate",))[1] == pytest.approx(steps / seconds)
        assert timeline(bench, ("setSteps", steps), ("speed", 4), ("rate",))[2] == pytest.approx(4 * steps / seconds)
    assert timeline(bench, ("setSteps", 300), ("rate",), longest=(20.0,))[1] == 15
    # Half a second into twelve steps at normal speed.
    found = timeline(bench, ("setSteps", 12), ("seek", 0), ("toggle",), ("advance", 0.5, False))
    assert found[-1] == [True, pytest.approx(2.0), True]


def test_playing_stops_at_the_end_or_begins_again(bench: Bench) -> None:
    begin = (("setSteps", 12), ("seek", 11.5), ("toggle",))
    assert timeline(bench, *begin, ("advance", 1, False))[-1] == [True, 12, False]
    found = timeline(bench, ("loop", True), *begin, ("advance", 1, False), ("advance", 0.1, False))
    assert found[-2] == [True, 12, True]
    assert found[-1] == [True, 0, True]
    # From the end, playing begins at the start; without steps it does not begin.
    assert timeline(bench, ("setSteps", 12), ("toggle",))[-1] == [None, 0, True]
    assert timeline(bench, ("setSteps", 0), ("toggle",))[-1] == [None, 0, False]
    assert timeline(bench, ("setSteps", 12), ("seek", 3), ("advance", 1, False))[-1] == [False, 3, False]


def test_steps_are_whole_and_stay_within_the_run(bench: Bench) -> None:
    moves = [("seek", 3.4), ("stepBy", 1), ("seek", 3.4), ("stepBy", -1), ("seek", 4), ("stepBy", -1), ("seek", -5),
             ("seek", math.inf)]  # fmt: skip
    found = timeline(bench, ("setSteps", 12), *moves)
    assert [position for _, position, _ in found[1:]] == [3.4, 4, 3.4, 3, 4, 3, 0, 12]
    assert timeline(bench, ("setSteps", 12), ("toggle",), ("stepBy", 1))[-1] == [None, 1, False]


def test_new_runs_keep_the_end_and_any_other_step(bench: Bench) -> None:
    assert timeline(bench, ("setSteps", 12), ("setSteps", 20))[-1] == [None, 20, False]
    assert timeline(bench, ("setSteps", 12), ("seek", 7), ("setSteps", 20))[-1] == [None, 7, False]
    assert timeline(bench, ("setSteps", 12), ("seek", 7), ("setSteps", 5))[-1] == [None, 5, False]
    assert timeline(bench, ("setSteps", 12), ("toggle",), ("seek", 12), ("setSteps", 20))[-1] == [None, 12, True]


def test_reduced_motion_jumps_three_times_a_second(bench: Bench) -> None:
    found = timeline(bench, ("setSteps", 300), ("seek", 0), ("toggle",), ("advance", 0.3, True), ("advance", 0.1, True))
    assert found[-2] == [False, 0, True]
    assert found[-1] == [True, pytest.approx(0.4 * 300 / 8), True]


SETTINGS = """
    const { Settings } = await load('base/settings');
    const { Requests } = await load('base/requests');
    const requests = new Requests();
    const sent = [];
    requests.send = (name, value) => sent.push(value);
    const settings = new Settings(requests);
    const page = { view: '2d', lossAxis: 'log', speed: 1, curve: 'loss', xAxis: 'steps', model: 'none',
        side: 'curve', present: false };
    const now = () => Object.fromEntries(Object.keys(page).map((name) => [name, settings[name]]));
    const found = [];
    settings.adopt({ ...page, answered: 0, reports: ['settings'] });
    for (const [kind, given] of a) {
        if (kind === 'choose') settings.choose(...given);
        else settings.adopt({ ...Object.assign(page, given.page ?? {}), answered: given.late ? 0 : requests.told,
            reports: given.reports ?? ['settings'] });
        found.push(now());
    }
    return [found, sent.map(({ request, ...rest }) => rest)];
"""


def test_the_user_s_choice_stands_until_the_page_changes_its_own(bench: Bench) -> None:
    (found, sent) = bench.call(SETTINGS, [
        ["choose", ["speed", 4]], ["page", {}], ["page", {"page": {"speed": 2}}], ["choose", ["view", "3d"]],
        ["page", {"page": {"lossAxis": "linear"}}],
    ])  # fmt: skip
    assert [each["speed"] for each in found] == [4, 4, 2, 2, 2]
    assert [each["view"] for each in found] == ["2d", "2d", "2d", "3d", "3d"]
    assert [each["lossAxis"] for each in found] == ["log"] * 4 + ["linear"]
    assert [each["speed"] for each in sent] == [4, 2]
    assert sent[1] == {
        "view": "3d",
        "loss_axis": "log",
        "speed": 2,
        "curve": "loss",
        "x_axis": "steps",
        "model": "none",
        "side": "curve",
        "step": None,
        "eye": None,
        "present": False,
    }


def test_of_what_the_page_sends_its_word_counts_unless_it_has_not_heard(bench: Bench) -> None:
    late, known = {"late": True}, {}
    found, _ = bench.call(SETTINGS, [["choose", ["curve", "distance"]], ["page", late], ["page", known]])
    assert [each["curve"] for each in found] == ["distance", "distance", "loss"]
    # A rerun under way when the user chose says nothing about the choice, not even by a change.
    found, _ = bench.call(SETTINGS, [["choose", ["speed", 8]], ["page", {"late": True, "page": {"speed": 2}}]])
    assert found[-1]["speed"] == 8


def test_the_same_choice_again_and_a_page_that_does_not_listen_hear_nothing(bench: Bench) -> None:
    _, sent = bench.call(SETTINGS, [["choose", ["speed", 1]], ["page", {"reports": []}], ["choose", ["speed", 4]]])
    assert sent == []


REQUESTS = """
    const { Requests } = await load('base/requests');
    const requests = new Requests();
    const sent = [];
    requests.send = (name, value) => sent.push([name, value.point ?? null, value.request]);
    const begin = requests.number;
    for (const [name, given] of a) requests[name](name === 'answered' ? begin + given : given);
    clearTimeout(requests.timer);
    return sent.map(([name, point, number]) => [name, point, number - begin]);
"""


def test_a_dragged_start_waits_for_its_answer_and_only_the_latest_waits(bench: Bench) -> None:
    calls = [["start", [1]], ["start", [2]], ["start", [3]], ["answered", 0], ["answered", 1], ["start", [4]],
             ["settings", {}], ["answered", 3], ["answered", 3]]  # fmt: skip
    assert bench.call(REQUESTS, calls) == [
        ["start", [1], 1], ["start", [3], 2], ["settings", None, 3], ["start", [4], 4],
    ]  # fmt: skip


SCENE = {
    "dimension": 2,
    "axes": [[0.0, 1.0, 3.0], [-1.0, 0.0, 1.0]],
    "values": [0.0, 1.0, 3.0, 10.0, 11.0, 13.0, 20.0, 21.0, 23.0],
}


def test_between_grid_points_the_loss_is_linear(bench: Bench) -> None:
    # The values are x + 10 (y + 1), which a bilinear picture meets exactly.
    for x, y in ((0.0, -1.0), (0.5, -0.5), (2.0, 0.25), (3.0, 1.0), (2.9, -0.9)):
        assert bench.function("base/scenes", "interpolate", SCENE, [x, y]) == pytest.approx(x + 10 * (y + 1))
    for x, y in ((-0.1, 0.0), (3.1, 0.0), (1.0, 1.1), (1.0, -1.1)):
        assert math.isnan(bench.function("base/scenes", "interpolate", SCENE, [x, y]))
    flat = {"dimension": 1, "axes": [[0.0, 1.0, 3.0]], "values": [5.0, 7.0, 1.0]}
    assert bench.function("base/scenes", "interpolate", flat, [2.5]) == pytest.approx(2.5)


def test_levels_map_to_their_place_in_the_list(bench: Bench) -> None:
    levels = [1.0, 2.0, 10.0, 100.0]
    values = [0.0, 1.0, 1.5, 2.0, 6.0, 55.0, 100.0, 1e9]
    body = "const { levelIndex } = await load('base/scenes'); return b.map((value) => levelIndex(a, value));"
    assert bench.call(body, levels, values) == pytest.approx([0, 0, 0.5, 1, 1.5, 2.5, 3, 3])
    assert math.isnan(bench.function("base/scenes", "levelIndex", levels, math.nan))


SAME = """
    const { sameLandscape } = await load('base/scenes');
    const made = (more) => ({ variables: ['x'], domain: [[0, 1]], levels: [1], minima: [], labels: { a: 'b' },
        values: Float32Array.of(1, 2), ...more });
    const changes = [{}, { labels: {} }, { values: Float32Array.of(1, 3) }, { domain: [[0, 2]] }, { variables: ['y'] },
        { minima: [[1]] }, { levels: [2] }];
    return [...changes.map((change) => sameLandscape(made(), made(change))), sameLandscape(null, made())];
"""


def test_scenes_are_the_same_landscape_when_they_differ_in_words_only(bench: Bench) -> None:
    assert bench.call(SAME) == [True, True, False, False, False, False, False, False]


def test_messages_from_python_are_read(bench: Bench) -> None:
    arrays = {"x": np.array([[1.5, math.nan, -math.inf]]), "y": np.array([1, 2], dtype=np.float32)}
    message = b"\0\0\0" + pack({"text": "α"}, arrays)
    # A view into a larger message, as the socket gives it, starts anywhere.
    body = """const { unpack } = await load('base/wire');
        const { header, arrays } = unpack(Uint8Array.from(a).subarray(3));
        return [header.text, ...['x', 'y'].flatMap((k) => [arrays[k].data.constructor.name, [...arrays[k].data],
            arrays[k].shape])];"""
    text, *rest = bench.call(body, list(message))
    assert text == "α"
    assert rest[0] == "Float64Array"
    np.testing.assert_array_equal(rest[1], [1.5, math.nan, -math.inf])
    assert rest[2:] == [[1, 3], "Float32Array", [1, 2], [2]]


def test_bytes_are_compared_to_the_last(bench: Bench) -> None:
    for a, b, same in (([1, 2], [1, 2], True), ([1, 2], [1, 3], False), ([1], [1, 2], False), (None, [1], False)):
        assert bench.function("base/wire", "sameBytes", a, b) is same


def test_runs_have_the_colour_of_the_ground(bench: Bench) -> None:
    run = {"color": "#000000", "dark": "#f0f0f0"}
    for dark, color in ((False, "#000000"), (True, "#f0f0f0")):
        assert bench.function("base/theme", "runColor", run, {"dark": dark}) == color


def test_the_theme_is_read_from_the_page(bench: Bench) -> None:
    body = """const { readTheme, sameTheme } = await load('base/theme');
        const node = document.createElement('div');
        document.body.append(node);
        const white = readTheme(node);
        const found = ['#0e1117', 'rgb(20, 20, 30)', '#fff', 'rgb(240, 240, 240)'].map((color) => {
            node.style.setProperty('--st-background-color', color);
            const theme = readTheme(node);
            return [theme.dark, theme.ramp[0], sameTheme(theme, white)];
        });
        node.remove();
        return found;"""
    dark, light = [True, "#0b1320", False], [False, "#8fa9c4", False]
    assert bench.call(body) == [dark, dark, light, light]


def clipped(bench: Bench, *segment: float) -> Any:
    return bench.function("drawing/projection", "clipSegment", *segment)


def test_segments_are_cut_where_a_canvas_would_lose_them(bench: Bench) -> None:
    assert clipped(bench, 10, 20, 30, 40) == [10, 20, 30, 40]
    assert clipped(bench, 0, 0, 1e200, 0) == [0, 0, 4000, 0]
    assert clipped(bench, 0, 0, 0, -1e200) == [0, 0, 0, -2000]
    assert clipped(bench, 0, 0, 8000, 4000) == pytest.approx([0, 0, 4000, 2000])
    assert clipped(bench, -1e9, 10, 1e9, 10) == pytest.approx([-2000, 10, 4000, 10])
    assert clipped(bench, 5000, 0, 5000, 100) is None
    assert clipped(bench, 0, 0, math.nan, 1) is None
    assert clipped(bench, 0, 0, math.inf, 1) is None


FRAME = """
    const { plotFrame, project, inside } = await load('drawing/projection');
    const axis = (_offset, _length, range, type) => ({ _offset, _length, range, type });
    const [xaxis, yaxis] = [axis(60, 200, [-1, 3], 'linear'), axis(10, 100, [-2, 2], 'log')];
    const frame = plotFrame({ _fullLayout: { xaxis, yaxis } });
    const pixels = [...project([-1, 0, 3], [0.01, 1, 100], frame)];
    return [pixels, frame.x.toData(110), frame.y.toData(35), frame.y.toData(85),
        [[60, 10], [260, 110], [59, 50], [261, 50], [100, 9], [100, 111]].map(([x, y]) => inside(frame, x, y))];
"""


def test_data_and_pixels_on_linear_and_logarithmic_axes(bench: Bench) -> None:
    pixels, x, upper, lower, within = bench.call(FRAME)
    assert pixels == pytest.approx([60, 110, 110, 60, 260, 10])
    assert (x, upper, lower) == pytest.approx((0.0, 10.0, 0.1))
    assert within == [True, True, False, False, False, False]


def curve_range(bench: Bench, values: list[float]) -> Any:
    return bench.function("landscape/curve", "curveRange", {"values": values})


def test_a_pole_does_not_flatten_a_curve(bench: Bench) -> None:
    assert curve_range(bench, [float(v) for v in range(11)]) == pytest.approx([-0.8, 10.8])
    # Nine tenths lie below 9: six times that is as high as the picture goes.
    assert curve_range(bench, [*map(float, range(10)), 1e9]) == pytest.approx([-0.08 * 54, 1.08 * 54])
    assert curve_range(bench, [math.nan, math.inf]) == [0, 1]
    assert curve_range(bench, [2.0, 2.0]) == pytest.approx([1.92, 2.08])


def test_heights_are_logarithms_only_where_peaks_would_flatten_the_rest(bench: Bench) -> None:
    body = """const { heightScale } = await load('landscape/surface3d');
        const scale = heightScale({ values: Float64Array.from(a) });
        return [scale.log, scale.low, scale.high, scale.height(b)];"""
    plain = [float(v) for v in range(101)]
    assert bench.call(body, plain, 7.0) == [False, 0, 100, 7]
    assert bench.call(body, [*plain, math.nan, 1e6], 9.0) == pytest.approx([True, 0, math.log10(1e6 + 1), 1])
    # Half of the values span 50: up to a thousand times that nothing is flattened.
    assert bench.call(body, [*plain, 4.9e4], 7.0)[0] is False


def test_keys_of_every_arrow_and_end(bench: Bench) -> None:
    body = """const { listenToKeys } = await load('base/keyboard');
        const root = document.createElement('div');
        Object.assign(root, { tabIndex: 0, className: 'opt-player' });
        root.innerHTML = '<button>b</button><input><select></select>';
        document.querySelector('main').prepend(root);
        const other = document.createElement('div');
        Object.assign(other, { tabIndex: 0, className: 'opt-player', textContent: 'another player, also in sight' });
        document.querySelector('main').append(other);
        const heard = [];
        const stop = listenToKeys(root, { toggle: () => heard.push('toggle'), stepBy: (n) => heard.push(n),
            seek: (s) => heard.push(`to ${s}`), run: (place) => heard.push(`run ${place}`) });
        const press = (node, key, more = {}) => node.dispatchEvent(new KeyboardEvent('keydown',
            { key, bubbles: true, cancelable: true, ...more }));
        for (const key of [' ', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'x']) press(root, key);
        for (const code of ['Digit1', 'Numpad9', 'Digit0']) press(root, '', { code });
        const all = heard.splice(0);
        for (const more of ['ctrlKey', 'metaKey', 'altKey', 'shiftKey']) press(root, 'End', { [more]: true });
        press(root, '!', { code: 'Digit1', shiftKey: true });
        for (const name of ['input', 'select']) press(root.querySelector(name), 'End');
        press(root.querySelector('button'), ' ');
        press(other, 'End');
        const none = heard.splice(0);
        press(root.querySelector('button'), 'End');
        press(document.body, 'Home');
        press(document.querySelector('main'), 'Home');
        const some = heard.splice(0);
        root.style.display = 'none';
        press(document.body, 'Home');
        const hidden = heard.splice(0);
        root.style.display = '';
        stop();
        press(root, 'End');
        root.remove();
        other.remove();
        return [all, none, some, hidden, heard];"""
    everything, none, some, hidden, afterwards = bench.call(body)
    assert everything == ["toggle", -1, 1, "to 0", "to Infinity", "run 0", "run 8"]
    assert none == hidden == afterwards == []
    # Wherever the focus is otherwise, the first player in sight is meant.
    assert some == ["to Infinity", "to 0", "to 0"]


def test_an_entry_of_the_history_is_one_change(bench: Bench) -> None:
    """Each visit is an address and the time it is asked for; what is left are the entries to go back through."""
    visits = [
        ("?m=adam;learning_rate=0.1", 0),
        ("?m=adam;learning_rate=0.2", 1000),
        ("?m=adam;learning_rate=0.3", 2400),
        # Another setting of the same method, then the first again, then after a rest.
        ("?m=adam;learning_rate=0.3;beta_1=0.5", 2500),
        ("?m=adam;learning_rate=0.4;beta_1=0.5", 2600),
        ("?m=adam;learning_rate=0.5;beta_1=0.5", 4200),
        # Where one looks is no change of its own, and parts no change in two.
        ("?m=adam;learning_rate=0.5;beta_1=0.5&step=7", 9000),
        ("?m=adam;learning_rate=0.6;beta_1=0.5&step=7", 9100),
        ("?m=adam;learning_rate=0.7;beta_1=0.5&step=7", 9200),
        # Another method, and the same parameter of that one.
        ("?m=adam;learning_rate=0.7;beta_1=0.5&m=lion;learning_rate=1&step=7", 9300),
        ("?m=adam;learning_rate=0.7;beta_1=0.5&m=lion;learning_rate=2&step=7", 9400),
        ("?", 9500),
        # Pages that links lead to, however fast.
        ("?method=adam", 9600),
        ("?method=newton", 9700),
    ]
    body = """
        const { mergeHistory } = await load('base/history');
        const location = new URL('http://x/playground');
        const entries = [''];
        let now = 0;
        class Fake {
            pushState(state, title, url) { entries.push(url); location.search = url; }
            replaceState(state, title, url) { entries[entries.length - 1] = url; location.search = url; }
        }
        const page = { history: new Fake(), location, addEventListener() {} };
        mergeHistory(page, () => now);
        mergeHistory(page, () => now);
        for (const [url, at] of a) { now = at; page.history.pushState({}, '', url); }
        return entries;
    """
    entries = bench.call(body, visits)
    kept = [0, 2, 3, 4, 6, 8, 9, 10, 11, 12, 13]
    assert entries == ["", *(visits[i][0] for i in kept)]


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("0.05", "en", 0.05), ("0,05", "en", 0.05), ("0,05", "ru", 0.05), (" 2e-3 ", "en", 0.002), (".5", "en", 0.5),
        ("1,500", "ru", 1.5), ("1,500", "en", None), ("0,500", "en", 0.5), ("", "en", None), ("1.2.3", "en", None),
        ("-1", "en", -1.0), ("−1,5", "ru", -1.5), ("-1,500", "en", None),
        ("abc", "ru", None), ("1e", "en", None), ("3,", "ru", 3.0),
    ],
)  # fmt: skip
def test_a_typed_number_is_understood_with_either_decimal_mark(
    text: str, language: str, number: float | None, bench: Bench
) -> None:
    body = "const { typedNumber } = await load('controls/number_entry'); return typedNumber(a, b);"
    assert bench.call(body, text, language) == number


@pytest.mark.parametrize(
    ("text", "way", "low", "high", "units", "next_text"),
    [
        ("0,05", 1, 0, 1000, 1, "0,06"), ("0.09", 1, 0, 1000, 1, "0.10"), ("300", 1, 1, 5000, 1, "301"),
        ("−1,5", -1, -1e6, 1e6, 1, "−1,6"), ("0,1", -1, -5, 5, 1, "0,0"), ("0,0", -1, -5, 5, 1, "−0,1"),
        ("1e-8", 1, 1e-12, 1, 1, "2e−8"), ("0.01", -1, 0.001, 1, 1, "0.009"), ("7", 1, 0, 10, 10, "10"),
        ("10", 1, 0, 10, 1, None), ("0.1 + x", 1, 0, 10, 1, None), ("", 1, 0, 10, 1, None),
        ("99.95", 1, 0, 100, 10, "100.00"),
    ],
)  # fmt: skip
def test_a_number_steps_by_its_last_digit_in_its_own_spelling(
    text: str, way: int, low: float, high: float, units: int, next_text: str | None, bench: Bench
) -> None:
    body = "const { steppedNumber } = await load('controls/number_keys'); return steppedNumber(a, b, c);"
    body = body.replace("(a, b, c)", "(a, b.way, b)")
    assert bench.call(body, text, {"way": way, "low": low, "high": high, "units": units}) == next_text


def test_the_summary_says_who_is_where_and_whose_loss_is_lowest(bench: Bench) -> None:
    body = """
        const { summaryOf } = await load('players/summary');
        const { formatter } = await load('base/format');
        const labels = { no_runs: 'none', summary_step: 'step {step}:', summary_lowest: 'lowest {methods} {loss}.',
          summary_place: '{method} ({point}) {loss}.' };
        const run = (label, values, visible = true) => ({ label, values, visible, point: (at) => [at, -values[at]] });
        const told = (runs, step) => summaryOf(runs, step, formatter('en'), labels);
        const [one, two, lost] = [run('A', [4, 1]), run('B', [4, 2, 0.5]), run('C', [4, NaN])];
        return [told([one, two], 1), told([one, two], 2), told([one, two], 0), told([one], 1), told([lost, two], 1),
          told([run('A', [1], false)], 0)];
    """
    assert bench.call(body) == [
        "step 1: lowest A 1. A (1; −1) 1. B (1; −2) 2.",
        "step 2: lowest B 0.5. A (1; −1) 1. B (2; −0.5) 0.5.",
        "step 0: lowest A, B 4. A (0; −4) 4. B (0; −4) 4.",
        "step 1: A (1; −1) 1.",
        "step 1: lowest B 2. C (1; NaN) NaN. B (1; −2) 2.",
        "none",
    ]


# Runs a component's inline code as Streamlit does; what mounts is told of by its name.
INLINE = """
    const address = URL.createObjectURL(new Blob([a], { type: 'text/javascript' }));
    const main = document.querySelector('main');
    const place = main.appendChild(document.createElement('div'));
    Object.assign(place.dataset, b);
    await (await import(address)).default({ parentElement: place, data: null, setTriggerValue() {} });
    const notes = [...document.querySelectorAll('.opt-upgraded')].map((node) => node.textContent);
    const button = document.querySelector('.opt-upgraded button')?.textContent ?? '';
    return { notes, button, page: window.optimizationModules };
"""


def test_a_page_from_before_an_upgrade_offers_to_reload_once_and_keeps_its_players(bench: Bench) -> None:
    bench.begin()
    inline = BOOTSTRAP.format(url="/js", module="main.js", mount="mountPlayer")
    fresh = bench.call(INLINE, inline, {})
    assert fresh == {"notes": [], "button": "", "page": f"{bench.origin}/js/"}
    # What is there was made by other modules, and has left its words.
    bench.page.evaluate("window.optimizationModules = `${location.origin}/app/static/player-old/`")
    words = {"upgraded": "Вышла новая версия.", "reload": "Перезагрузить"}
    for _ in range(2):
        old = bench.call(INLINE, inline, words)
        assert old["notes"] == ["Вышла новая версия. Перезагрузить"] and old["button"] == "Перезагрузить"
        assert old["page"].endswith("player-old/")
    with bench.page.expect_navigation():
        bench.page.get_by_role("button", name="Перезагрузить").click()
    bench.begin()


@pytest.mark.parametrize(
    ("title", "letters", "expected"),
    [
        ("Loss", 4, ["Loss"]),
        ("Loss", 2, ["Loss"]),
        ("mean loss", 9, ["mean loss"]),
        ("mean loss", 8, ["mean", "loss"]),
        ("Loss − lowest shown", 12, ["Loss −", "lowest shown"]),
    ],
)
def test_a_title_longer_than_its_axis_stands_in_two_lines(
    bench: Bench, title: str, letters: float, expected: list[str]
) -> None:
    assert bench.function("drawing/ticks", "lines", title, letters) == expected


@pytest.mark.parametrize(
    ("low", "high", "most", "rows", "expected"),
    [
        (-15.0, 1.0, 7, 20.0, {"dtick": 3}),
        (-15.0, 1.0, 2, 4.0, {"dtick": 8}),
        (-0.4, 1.4, 7, 20.0, {"tickvals": [0.5, 1, 2, 5, 10, 20], "ticktext": ["5", "1", "2", "5", "10", "2"]}),
        (-3.1, -2.6, 7, 20.0, {"tickvals": [0.001, 0.002], "ticktext": ["10<sup>−3</sup>", "2"]}),
        (-1.5, 1.0, 3, 6.0, {"dtick": 1}),
        # The digits 1, 2 and 5 would be one tick, which tells no scale.
        (0.95, 1.2, 4, 20.0, {"tickvals": [10, 12, 14], "ticktext": ["10", "12", "14"]}),
        (-0.5, 0.5, 2, 3.0, {}),
    ],
)
def test_powers_of_ten_are_labelled_as_far_as_they_have_room(
    bench: Bench, low: float, high: float, most: int, rows: float, expected: dict[str, object]
) -> None:
    ticks = bench.function("curves/chart_axes", "decadeTicks", [low, high], most, rows)
    assert ticks == {name: pytest.approx(value) if name == "tickvals" else value for name, value in expected.items()}


def test_names_of_curves_keep_off_the_curves_where_there_is_room(bench: Bench) -> None:
    body = """const { envelopeOf, heightOfName } = await load('curves/names');
        return heightOfName(a, { ends: [100, 200], height: 16, aside: b },
            { top: 0, bottom: 300, placed: c, lines: d.map((pixels) => envelopeOf(Float64Array.from(pixels))) });"""

    def height(head: float, aside: bool, placed: list[dict[str, Any]], *lines: list[float]) -> float | None:
        return cast("float | None", bench.call(body, head, aside, placed, list(lines)))

    level = [0.0, 150.0, 300.0, 150.0]
    assert height(150, False, []) == 150
    assert height(150, True, [], level) in {134, 166}
    assert height(150, False, [], level) in {134, 166}
    # Off a jagged line as high as three names, not only off its corners.
    jagged = [x for step in range(101) for x in (3.0 * step, 126.0 if step % 2 else 174.0)]
    assert abs((height(150, True, [], jagged) or 150) - 150) >= 24 + 8
    # A line that ends before the name is not in its way, one that climbs past it is where it climbs.
    assert height(150, False, [], [0.0, 150.0, 90.0, 150.0]) == 150
    assert height(150, False, [], [0.0, 0.0, 140.0, 0.0, 160.0, 300.0, 300.0, 300.0]) == 150
    # Near its head, though on a line, rather than far away on none; never on another name or outside.
    crowd = [[0.0, float(y), 300.0, float(y)] for y in range(60, 241, 8)]
    assert height(150, False, [], *crowd) == 150
    assert height(150, False, [{"ends": [150, 260], "y": 150}]) in {134, 166}
    assert height(150, False, [{"ends": [201, 260], "y": 150}]) == 150
    everywhere = [{"ends": [0, 300], "y": y} for y in range(0, 301, 10)]
    assert height(150, False, everywhere) is None
    assert height(4, False, []) == 20
    # Losses beyond all numbers are no lines.
    assert height(150, False, [], [0.0, 150.0, 120.0, math.inf, 300.0, math.nan]) == 150


@pytest.mark.parametrize(
    ("low", "high", "count", "expected"),
    [(0, 890, 4, [200, 400, 600, 800]), (0, 16, 6, [2, 4, 6, 8, 10, 12, 14, 16]), (-3, 3, 6, [-2, -1, 0, 1, 2, 3])],
)
def test_heights_have_no_number_in_the_corner_where_other_axes_have_theirs(
    low: float, high: float, count: int, expected: list[float], bench: Bench
) -> None:
    found = bench.function("landscape/surface3d", "heightTicks", {"low": low, "high": high}, count)
    assert found == pytest.approx(expected)
