"""The log as evidence: its fingerprints, whether it holds, its anchors, its exports."""
