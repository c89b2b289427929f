"""Crossings: when a pupil went past a line of the policy, what fell due, and the letters that say so."""
