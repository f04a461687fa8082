"""The public bulletin as pages, feeds, posters and downloads. Renderers write no file."""
