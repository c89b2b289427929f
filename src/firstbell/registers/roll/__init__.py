"""The emergency roll call: everyone who may be on site, ticked by several people at once, with or without a network."""
