"""Mine Bulletin: validated data packages in, a public bulletin on mine safety out."""

__version__ = "0.1.0"
