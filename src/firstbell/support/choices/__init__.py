"""The lists people choose from in support: barriers, strategies, agencies. Shipped, and extended by each provision."""
