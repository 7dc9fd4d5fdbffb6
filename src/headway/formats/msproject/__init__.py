"""Microsoft Project: its XML (MSPDI), read natively."""
