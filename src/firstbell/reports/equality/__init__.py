"""Attendance by group, without names and without small groups: is anybody treated worse (SS-36)?"""
