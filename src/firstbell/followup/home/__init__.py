"""Reaching home: whom to ring, what came of it, texts, and what follows when somebody tells us."""
