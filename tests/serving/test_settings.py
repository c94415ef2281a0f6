"""What whoever hosts the application sets, and what is refused with what would be right."""

from __future__ import annotations

import pytest

from serving.settings import FRAME_ANCESTORS, METRICS_TOKEN, Settings


def test_without_a_word_only_its_own_pages_may_frame_it_and_nobody_reads_from_afar() -> None:
    assert Settings.of({}) == Settings(frame_ancestors="'self'", metrics_token="")


@pytest.mark.parametrize(
    "given",
    ["'none'", "'self' https://lms.example.org", "https://*.example.org:8443", "http://localhost:*", "*"],
)
def test_lists_of_addresses(given: str) -> None:
    assert Settings.of({FRAME_ANCESTORS: f"  {given} "}).frame_ancestors == given


@pytest.mark.parametrize(
    "given",
    [
        "https://a.example; script-src *",
        "self",
        "javascript:alert(1)",
        "https://a.example,https://b.example",
        "'unsafe'",
    ],
)
def test_what_is_no_list_of_addresses_is_refused_with_an_example(given: str) -> None:
    with pytest.raises(ValueError, match="'self' https://lms"):
        Settings.of({FRAME_ANCESTORS: given})


def test_a_token_that_can_be_guessed_is_refused() -> None:
    assert Settings.of({METRICS_TOKEN: "x" * 16}).metrics_token == "x" * 16
    with pytest.raises(ValueError, match="16"):
        Settings.of({METRICS_TOKEN: "x" * 15})
