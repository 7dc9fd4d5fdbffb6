"""Benchmark files of scheduling research: PSPLIB's projects and what grew around them. They become ``Problem``s."""
