"""The field in plain values: no framework, no clock, no files. Everything else is built on it."""
