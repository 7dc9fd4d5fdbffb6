"""The schedule as a picture for paper: one drawing in SVG, from which PDF and PNG are made."""
