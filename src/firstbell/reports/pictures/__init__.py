"""Pictures drawn by the server: each says what it shows in its title, and keeps its numbers in a table beneath."""
