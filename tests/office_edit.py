"""Run by the system's Python: open a workbook in LibreOffice, set cells, save it as .xlsx.

python3 office_edit.py IN.xlsx OUT.xlsx PROFILE '[["sheet", "F3", "text"], …]'
"""

import json
import pathlib
import subprocess
import sys
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException


def prop(name, value):
    found = PropertyValue()
    found.Name, found.Value = name, value
    return found


def connected(pipe):
    resolver = uno.getComponentContext().ServiceManager.createInstance(
        "com.sun.star.bridge.UnoUrlResolver"
    )
    for _ in range(300):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.2)
    raise SystemExit("LibreOffice did not start")


def main():
    source, target, profile, edits = sys.argv[1:]
    pipe = f"bulletin{abs(hash(profile))}"
    office = subprocess.Popen(
        [
            "soffice",
            "--headless",
            "--norestore",
            f"-env:UserInstallation={pathlib.Path(profile).as_uri()}",
            f"--accept=pipe,name={pipe};urp;",
        ]
    )
    context = connected(pipe)
    desktop = context.ServiceManager.createInstanceWithContext(
        "com.sun.star.frame.Desktop", context
    )
    try:
        book = desktop.loadComponentFromURL(
            pathlib.Path(source).as_uri(), "_blank", 0, (prop("Hidden", True),)
        )
        for sheet, cell, text in json.loads(edits):
            # As if typed: LibreOffice takes 2026-11-20 for a day and 38,000 for a number.
            book.Sheets.getByName(sheet).getCellRangeByName(cell).setFormula(text)
        book.storeToURL(
            pathlib.Path(target).as_uri(), (prop("FilterName", "Calc MS Excel 2007 XML"),)
        )
        book.close(True)
    finally:
        desktop.terminate()
        office.wait(60)


main()
