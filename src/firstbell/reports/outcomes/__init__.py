"""What attendance did after each strategy began: over all pupils, without names, honest about small numbers."""
