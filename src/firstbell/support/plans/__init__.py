"""Joint support plans: targets the register measures, strategies, who agreed, reviews, and agencies asked for help."""
