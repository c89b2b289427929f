"""The attendance lead's one screen: what is due, least time first, and what stands beside it."""
