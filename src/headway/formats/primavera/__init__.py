"""Primavera P6: its exchange files (XER), read natively."""
