"""A surface as the player shows it."""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

from optim_core.expression.code.taylor import taylor_body
from optim_core.expression.typesetting.symbols import symbol_text
from surfaces import Surface
from ui.language.i18n import _, current_language
from ui.player import Scene, labels
from ui.player.columns import Column
from ui.runs.columns import PLAYER_TABLE, table_columns
from ui.runs.computed import grid_of


def scene_of(surface: Surface) -> Scene:
    """The scene of a surface in the language of the session."""
    language = current_language()
    texts = labels(_, language)
    return _scene(surface, language, tuple(texts.items()), table_columns(PLAYER_TABLE))


@lru_cache(maxsize=64)
def _scene(surface: Surface, language: str, texts: tuple[tuple[str, str], ...], columns: tuple[Column, ...]) -> Scene:
    grid = grid_of(surface)
    # The id names the content: equal content may be kept by the browser, whoever asked for it first.
    content = repr((surface.text, sorted(surface.parameters.items()), surface.domain, language, texts, columns))
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
        kernel=taylor_body(surface.kernels.parsed, surface.variables, surface.parameters),
        columns=columns,
        loss=surface.program(),
    )
