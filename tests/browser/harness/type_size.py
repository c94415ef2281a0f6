"""How large what is written on a page is, wherever it is written: in its text, in SVG with its scale, on canvas."""

from __future__ import annotations

from playwright.sync_api import Page

# Canvas keeps no text: from here on what is written there is noted with its size on the screen.
NOTE_CANVAS = """() => {
    const said = window.writtenOnCanvas = new Map();
    const write = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
        const { b, d } = this.getTransform();
        const size = parseFloat(/([0-9.]+)px/.exec(this.font)[1]) * Math.hypot(b, d) / window.devicePixelRatio;
        if (!said.has(this.canvas)) said.set(this.canvas, new Map());
        said.get(this.canvas).set(String(text), size);
        return write.call(this, text, ...rest);
    };
}"""

# Signs of an icon font say nothing; an index or a power belongs to the sign that it stands at, and is read with it.
_SMALLER = """(least) => {
    const shown = (node) => node.checkVisibility({ opacityProperty: true, visibilityProperty: true })
        && node.getBoundingClientRect().width > 2;
    const index = (node) => Boolean(node.closest('sub, sup, .mtight, .msupsub, [style*="font-size: 70%"], '
        + '[style*="font-size:70%"], :is(msub, msup, msubsup) > :not(:first-child)'));
    const place = document.querySelector('.opt-present') ?? document.querySelector('[data-testid=stMain]');
    const found = [];
    const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const text = walker.currentNode.data.trim();
        const node = walker.currentNode.parentElement;
        if (!/[\\p{L}\\p{N}]/u.test(text) || !shown(node) || index(node)) continue;
        if (node.closest('style, script, title, .katex-mathml, .opt-hidden, [data-testid=stIconMaterial]')) continue;
        let size = parseFloat(getComputedStyle(node).fontSize);
        const matrix = node.ownerSVGElement && node.getScreenCTM();
        if (matrix) size *= Math.hypot(matrix.b, matrix.d);
        if (size < least) found.push(`${size.toFixed(1)} ${text}`);
    }
    for (const [canvas, said] of window.writtenOnCanvas ?? []) {
        if (!place.contains(canvas) || !shown(canvas)) continue;
        for (const [text, size] of said) if (size < least) found.push(`${size.toFixed(1)} ${text} (canvas)`);
    }
    return found;
}"""


def smaller_than(page: Page, least: float) -> list[str]:
    """What is written on the page, or in its player that has the whole window, in type of less than `least` pixels.

    What was painted on canvas before `NOTE_CANVAS` ran is not known.
    """
    found: list[str] = page.evaluate(_SMALLER, least)
    return found
