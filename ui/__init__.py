"""What the pages share: controls, figures, the player, translations."""
