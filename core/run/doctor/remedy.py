"""The remedy of a finding as a project: the settings that it changes, in one edit."""

import json

from core.documents.settings_path import with_settings
from core.pictures.findings import Finding
from core.project import Project


def remedied(project: Project, finding: Finding) -> Project:
    """Return a project with the settings of a finding's remedy. Raises ProjectError."""
    settings = (finding.remedy or {}).items()
    return with_settings(project, [f"{path}={json.dumps(value)}" for path, value in settings])
