"""Small charts of a panel: lines, landscapes, axes and labels."""
