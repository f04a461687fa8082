"""The workbook of a package: a sheet a table, made from the schema alone, and read back.

Clerks have Excel or WPS. What they see are Chinese headings, labels and names; what is written to
`data/` are the English names, codes and ids. The two sides are one drawing, `layout`.
"""
