; The Windows installer, for Inno Setup 6. build.py defines Version, Folder, Out, Name and Icons.
; It installs for one user, without administrator rights.

[Setup]
AppId={{6F2B9C55-6B0E-4D53-9C0C-7F0B2E4F8A11}
AppName=Backstep
AppVersion={#Version}
AppVerName=Backstep {#Version}
DefaultDirName={autopf}\Backstep
DefaultGroupName=Backstep
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
ChangesAssociations=yes
Compression=lzma2/max
SolidCompression=yes
LicenseFile={#Folder}\_internal\LICENSE
SetupIconFile={#Icons}\backstep.ico
UninstallDisplayIcon={app}\Backstep.exe
WizardStyle=modern
OutputDir={#Out}
OutputBaseFilename={#Name}

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked
Name: "types"; Description: "Open .backstep and .lesson files with Backstep"

[Files]
Source: "{#Folder}\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs
Source: "{#Icons}\document.ico"; DestDir: "{app}"; Flags: ignoreversion

[Icons]
Name: "{autoprograms}\Backstep"; Filename: "{app}\Backstep.exe"
Name: "{autodesktop}\Backstep"; Filename: "{app}\Backstep.exe"; Tasks: desktopicon

[Registry]
Root: HKA; Subkey: "Software\Classes\.backstep\OpenWithProgids"; ValueType: string; ValueName: "Backstep.Project"; ValueData: ""; Flags: uninsdeletevalue; Tasks: types
Root: HKA; Subkey: "Software\Classes\.lesson\OpenWithProgids"; ValueType: string; ValueName: "Backstep.Lesson"; ValueData: ""; Flags: uninsdeletevalue; Tasks: types
Root: HKA; Subkey: "Software\Classes\Backstep.Project"; ValueType: string; ValueName: ""; ValueData: "Backstep project"; Flags: uninsdeletekey; Tasks: types
Root: HKA; Subkey: "Software\Classes\Backstep.Project\DefaultIcon"; ValueType: string; ValueName: ""; ValueData: "{app}\document.ico"; Tasks: types
Root: HKA; Subkey: "Software\Classes\Backstep.Project\shell\open\command"; ValueType: string; ValueName: ""; ValueData: """{app}\Backstep.exe"" ""%1"""; Tasks: types
Root: HKA; Subkey: "Software\Classes\Backstep.Lesson"; ValueType: string; ValueName: ""; ValueData: "Backstep lesson"; Flags: uninsdeletekey; Tasks: types
Root: HKA; Subkey: "Software\Classes\Backstep.Lesson\DefaultIcon"; ValueType: string; ValueName: ""; ValueData: "{app}\document.ico"; Tasks: types
Root: HKA; Subkey: "Software\Classes\Backstep.Lesson\shell\open\command"; ValueType: string; ValueName: ""; ValueData: """{app}\Backstep.exe"" ""%1"""; Tasks: types

[Run]
Filename: "{app}\Backstep.exe"; Description: "{cm:LaunchProgram,Backstep}"; Flags: nowait postinstall skipifsilent
