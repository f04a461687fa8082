"""What the commands do, one module each; `cli` reads their words and imports only the one used."""
