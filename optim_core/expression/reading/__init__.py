"""From text to a graph: tokens, the grammar, hints on what was meant, and lowering."""
