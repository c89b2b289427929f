"""Attendance in figures: of a pupil, a group, a site, a school or council, or the provision, over any dates."""
