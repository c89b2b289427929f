"""The policy between us and families: its review, who has acknowledged it, and its public page (AL-14, SS-8, SS-10)."""
