"""Mail that comes back: read, and told to the message it speaks of."""
