"""Formats that are read through the Java library MPXJ, always in a process of their own."""
