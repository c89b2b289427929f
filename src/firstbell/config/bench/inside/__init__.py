"""What runs inside a measured data folder, with Django: `Place.inside("school", "make", ...)`, a process each time."""
