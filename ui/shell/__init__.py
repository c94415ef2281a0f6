"""What every page has around it: frame, navigation, address bar, the store of a page's state, sharing."""
