"""What is worked out in a page's script, what is left to workers, and what is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest

from optim_core import methods
from surfaces import entries
from surfaces.rates import descents_work, rate_within
from tests.ui.work.jobs import CALLS, Answer, counted, unforeseen
from ui.work.bounded import Request, Waiting, all_of, beside_runs, within_bounds
from ui.work.budgets import BUDGETS
from ui.work.pool import Pool

PATIENCE = 60.0


@pytest.fixture
def workers() -> Iterator[Pool]:
    CALLS.clear()
    counted.cache_clear()
    unforeseen.cache_clear()
    pool = Pool(replace(BUDGETS, workers=1))
    yield pool
    pool.close()


def test_outside_of_a_request_it_is_a_function_whose_results_are_kept(workers: Pool) -> None:
    assert counted(90, 8) == Answer(90, 0.9)
    assert counted(90, 8) is counted(90, 8) and [(90, BUDGETS.run)] == CALLS


def test_a_script_does_as_much_as_it_may_and_not_more(workers: Pool) -> None:
    with Request("a", workers) as request:
        assert counted(10, 8).number == 10 and request.left == pytest.approx(0.05)
        with pytest.raises(Waiting) as left_over:
            counted(6, 8)
        assert counted(4, 8).number == 4
        assert counted(10, 8).number == 10
    assert [number for number, _work in CALLS] == [10, 4]
    assert workers.wait(left_over.value.jobs, PATIENCE)
    with Request("a", workers):
        assert counted(6, 8) == Answer(6, 0.06)


def test_work_that_was_not_foreseen_is_tried_and_then_left_to_a_worker(workers: Pool) -> None:
    with Request("a", workers) as request:
        assert unforeseen(10).number == 10
        with pytest.raises(Waiting) as left_over:
            unforeseen(400)
        assert request.left == 0.0
    assert [number for number, _work in CALLS] == [10, 400] and CALLS[1][1] == pytest.approx(0.05)
    assert workers.wait(left_over.value.jobs, PATIENCE)
    (job,) = left_over.value.jobs
    assert job.result == Answer(400, 4.0)


def test_a_result_too_large_to_be_kept_is_there_as_long_as_it_is_asked_for(workers: Pool) -> None:
    for turn in range(3):
        with Request("a", workers):
            if turn == 0:
                with pytest.raises(Waiting) as left_over:
                    counted(99, 5_000)
                assert workers.wait(left_over.value.jobs, PATIENCE)
            else:
                assert counted(99, 5_000).number == 99
    assert CALLS == []


def test_results_are_kept_by_their_bytes(workers: Pool) -> None:
    for number in (1, 2, 3):
        counted(number, 400)
    counted(1, 400)
    assert [number for number, _work in CALLS] == [1, 2, 3, 1]


def test_asking_for_something_newer_ends_what_was_asked_before(workers: Pool) -> None:
    with Request("a", workers), pytest.raises(Waiting):
        counted(98, 8)
    with Request("a", workers), pytest.raises(Waiting):
        counted(97, 8)
    assert [job.key[2][0] for job in workers.of("a")] == [97]  # type: ignore[index]
    with Request("a", workers):
        pass
    assert workers.of("a") == []


def test_a_script_that_was_interrupted_gives_nothing_up(workers: Pool) -> None:
    with Request("a", workers), pytest.raises(Waiting) as left_over:
        counted(96, 8)
    with pytest.raises(KeyboardInterrupt), Request("a", workers):
        raise KeyboardInterrupt
    assert workers.wait(left_over.value.jobs, PATIENCE) and not left_over.value.jobs[0].failed


def test_what_was_stopped_is_not_asked_for_again(workers: Pool) -> None:
    with Request("a", workers) as request, pytest.raises(Waiting):
        counted(95, 8)
    with Request("a", workers, frozenset(request.asked)) as request, pytest.raises(Waiting) as left_over:
        counted(95, 8)
    assert left_over.value.jobs == () and list(request.asked.values()) == [None]
    assert workers.of("a") == []


def test_all_that_is_left_over_is_asked_for_at_once(workers: Pool) -> None:
    with Request("a", workers):
        assert [a.number for a in all_of([partial(counted, 1, 8), partial(counted, 2, 8)])] == [1, 2]
        with pytest.raises(Waiting) as left_over:
            all_of([partial(counted, 94, 8), partial(counted, 3, 8), partial(counted, 93, 8)])
        assert [job.key[2][0] for job in left_over.value.jobs] == [94, 93]  # type: ignore[index]


def test_a_picture_from_before_is_not_asked_for(workers: Pool) -> None:
    with Request("a", workers) as request:
        with request.without_asking(), pytest.raises(Waiting):
            counted(92, 8)
        assert request.asked == {} and workers.of("a") == []


def test_what_is_little_work_in_any_case_is_not_left_to_others(workers: Pool) -> None:
    with Request("a", workers) as request:
        with within_bounds():
            assert counted(91, 8).number == 91
        assert request.left == BUDGETS.in_script and request.asked == {}
        with pytest.raises(Waiting):
            counted(90, 8)


def test_rates_take_from_a_purse_of_their_own(workers: Pool) -> None:
    with Request("a", workers) as request:
        request.left = 0.0
        with beside_runs():
            assert counted(10, 8).number == 10
        assert request.left == 0.0 and request.beside == pytest.approx(BUDGETS.rates - 0.1)
        with pytest.raises(Waiting):
            counted(9, 8)
        request.beside = 0.0
        with pytest.raises(Waiting), beside_runs():
            counted(8, 8)
        assert (request.left, request.beside) == (0.0, 0.0)
    with beside_runs():
        assert counted(96, 8).number == 96


def test_the_costliest_methods_have_their_rates_at_once_on_any_surface() -> None:
    """Eight are the most that a page shows."""
    for entry in entries().values():
        offered = entry.surface()
        work = sorted(rate_within(offered, method, "lecture").work for method in methods().values())
        assert descents_work(offered) + sum(work[-8:]) <= BUDGETS.rates
