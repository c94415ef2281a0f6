"""What everything else stands on: texts that are translated later."""
