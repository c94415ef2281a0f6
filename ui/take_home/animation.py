"""The picture as a GIF that plays once more and more, for slides and chats.

The background is drawn once; a frame restores it and draws the paths on top. One palette serves all frames, so that a
frame differs from the one before only where a path has grown, and the file stays small.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from plots.base.thinning import frame_steps
from ui.language.i18n import _
from ui.runs.computed import grid_of
from ui.take_home.picture import GRID, MUTED, TEXT, Picture, band_colors, drawing
from ui.take_home.takeaway import Takeaway

if TYPE_CHECKING:
    from PIL.Image import Image

DOTS_PER_INCH = 60
FRAMES = 80
#: Points of one run that a frame draws.
DRAWN_POINTS = 1500
#: Beside those of the lines.
COLORS = 128
#: Colours closer than this, in any channel, look the same.
ALIKE = 8
#: Milliseconds: what the whole should take, bounds for one frame, and how long the end stays.
PLAYING, SHORTEST, LONGEST, HELD = 7000, 70, 400, 3000


def gif(takeaway: Takeaway) -> bytes:
    """The runs as an animation of 960 x 540 with at most `FRAMES` frames, repeated for ever."""
    with drawing:
        steps = frame_steps(max((len(view.values) - 1 for view in takeaway.views), default=0), FRAMES)
        bands = band_colors(grid_of(takeaway.surface))
        frames = _frames(Picture.of(takeaway, DOTS_PER_INCH, DRAWN_POINTS, steps), steps, bands)
        pace = min(LONGEST, max(SHORTEST, PLAYING // len(steps)))
        file = io.BytesIO()
        first = next(frames)
        durations = [pace] * (len(steps) - 1) + [HELD]
        first.save(file, format="GIF", save_all=True, append_images=frames, duration=durations, loop=0)
    return file.getvalue()


def _frames(picture: Picture, steps: list[int], bands: list[Any]) -> Iterator[Image]:
    canvas: Any = picture.figure.canvas
    counter = picture.figure.text(0.975, 0.893, "", fontsize=18, color=TEXT, ha="right", parse_math=False)
    changing = [artist.line for artist in picture.artists]
    for artist in (*changing, counter):
        artist.set_animated(True)
    canvas.draw()
    background = canvas.copy_from_bbox(picture.figure.bbox)

    def frame(step: int) -> Image:
        canvas.restore_region(background)
        picture.show(step)
        counter.set_text(_("Step {step} of {steps}").format(step=step, steps=steps[-1]))
        for axes, line in zip(picture.axes, changing, strict=True):
            axes.draw_artist(line)
        picture.figure.draw_artist(counter)
        return _image(canvas)

    from PIL.Image import Dither

    palette = _palette(frame(steps[-1]), [artist.line.get_color() for artist in picture.artists], bands)
    for step in steps:
        yield frame(step).quantize(palette=palette, dither=Dither.NONE)


def _palette(image: Image, colors: Iterable[str], bands: Iterable[Any]) -> Image:
    """The colours of bands and lines, and the lines' blends with white, exactly, and what else the image needs."""
    from matplotlib.colors import to_rgb
    from PIL import Image as images

    pure = [np.array(to_rgb(color)) for color in dict.fromkeys(("white", TEXT, MUTED, GRID, *colors))]
    blends = [color * share + (1 - share) for color in pure for share in (1.0, 0.7, 0.35)]
    exact = (255 * np.array([*blends, *map(to_rgb, bands)])).round()
    others = np.array(image.quantize(COLORS).getpalette()).reshape(-1, 3)
    # Pillow picks the nearest colour only roughly: what is almost one of the exact ones must not compete with it.
    distances = np.abs(others[:, None] - exact).max(axis=2).min(axis=1)
    palette = images.new("P", (1, 1))
    palette.putpalette(np.concatenate([exact, others[distances > ALIKE]])[:256].astype(int).ravel().tolist())
    return palette


def _image(canvas: Any) -> Image:
    from PIL import Image

    return Image.fromarray(np.asarray(canvas.buffer_rgba())[..., :3].copy())
