"""Firstbell: the attendance register for alternative provision, and everything that must happen after the bell."""

__version__ = "0.1.0"
