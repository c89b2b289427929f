"""Safeguarding concerns: raised by anybody who works here, read by the safeguarding lead alone (SS-33)."""
