"""What macOS is told about the program and the files it opens: the application's Info.plist.

(Apple, "Information Property List": CFBundleDocumentTypes, UTExportedTypeDeclarations.)
"""

from typing import Any

_KINDS = (
    ("org.backstep.project", "Backstep project", "backstep", "public.zip-archive"),
    ("org.backstep.lesson", "Backstep lesson", "lesson", "public.data"),
)


def info_plist(version: str) -> dict[str, Any]:
    """Return the entries that PyInstaller does not write by itself."""
    return {
        "CFBundleDisplayName": "Backstep",
        "CFBundleShortVersionString": version,
        "CFBundleVersion": version,
        "LSApplicationCategoryType": "public.app-category.education",
        "LSMinimumSystemVersion": "13.0",
        "NSHighResolutionCapable": True,
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": label,
                "CFBundleTypeRole": "Editor",
                "CFBundleTypeIconFile": "document.icns",
                "LSHandlerRank": "Owner",
                "LSItemContentTypes": [kind],
            }
            for kind, label, _, _ in _KINDS
        ],
        "UTExportedTypeDeclarations": [
            {
                "UTTypeIdentifier": kind,
                "UTTypeDescription": label,
                "UTTypeConformsTo": [base],
                "UTTypeIconFile": "document.icns",
                "UTTypeTagSpecification": {"public.filename-extension": [ending]},
            }
            for kind, label, ending, base in _KINDS
        ],
    }
