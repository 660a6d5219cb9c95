from core.api.run import Run as Run
from core.api.run import open as open
from core.api.verbs import check as check
from core.api.verbs import examples as examples
from core.api.verbs import explain as explain
from core.api.verbs import export as export
from core.api.verbs import load_extension as load_extension
from core.api.verbs import predict as predict
from core.api.verbs import save as save
from core.api.verbs import train as train
from core.errors import UserError as UserError
from core.project import Project as Project

__version__: str
