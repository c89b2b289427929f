"""Recognition: who has earned something this week, why, and whether it was given (SS-28)."""
