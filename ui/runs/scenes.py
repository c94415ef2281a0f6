"""A surface as the player shows it."""

from __future__ import annotations

from contextlib import suppress
from functools import cache, lru_cache
from hashlib import blake2b

from optim_core.expression.typesetting.symbols import symbol_text
from surfaces import Surface
from ui.language.i18n import _, current_language, use_language
from ui.player import Scene, labels
from ui.player.columns import Column
from ui.runs.columns import PLAYER_TABLE, table_columns
from ui.runs.computed import coarse_grid_of, grid_of
from ui.work.bounded import Waiting


def scene_of(surface: Surface) -> Scene:
    """The scene of a surface in the language of the session.

    Raises:
        Waiting: a worker is at the picture.
    """
    return _told(surface, coarse=False)


def scene_so_far(surface: Surface) -> Scene:
    """The same; with a coarse picture while a worker is at the other."""
    with suppress(Waiting):
        return scene_of(surface)
    return _told(surface, coarse=True)


def _told(surface: Surface, coarse: bool) -> Scene:
    return _scene(surface, current_language(), coarse)


@cache
def _words(language: str) -> tuple[tuple[tuple[str, str], ...], tuple[Column, ...]]:
    """The player's texts and the columns of its table."""
    with use_language(language):
        return tuple(labels(_, language).items()), table_columns(PLAYER_TABLE)


@lru_cache(maxsize=64)
def _scene(surface: Surface, language: str, coarse: bool) -> Scene:
    texts, columns = _words(language)
    grid = coarse_grid_of(surface) if coarse else grid_of(surface)
    # The id names the content: equal content may be kept by the browser, whoever asked for it first.
    content = repr((surface.text, sorted(surface.parameters.items()), surface.domain, language, texts, columns, coarse))
    return Scene(
        id=blake2b(content.encode(), digest_size=12).hexdigest(),
        variables=tuple(symbol_text(v) for v in surface.variables),
        domain=surface.domain,
        axes=grid.axes,
        values=grid.values,
        levels=grid.levels,
        minima=surface.minima,
        minimum_value=surface.minimum_value,
        labels=dict(texts),
        kernel=surface.kernels.taylor(surface.parameters),
        columns=columns,
        loss=surface.program(),
    )
