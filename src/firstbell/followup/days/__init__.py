"""What is due because days go by."""
