"""Options of charts as plain dictionaries; colors are names of tokens, which the page's script resolves per theme."""
