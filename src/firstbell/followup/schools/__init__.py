"""Telling schools and councils: the emails, their times and forms, receipts and answers."""
