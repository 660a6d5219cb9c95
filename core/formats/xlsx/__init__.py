"""An Excel workbook with live formulas."""
