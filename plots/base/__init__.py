"""What all figures share: colours and dashes, axes, words, and which points of a path are drawn."""
