"""Station 6: a person says yes, changes it, or says no."""
