"""Controls made from metadata, and fields for text that is checked."""
