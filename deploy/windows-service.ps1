<#
.SYNOPSIS
Makes PelvicFeedback's home worker a Windows service, or removes it. Not run by us: no Windows machine has seen it yet.
.DESCRIPTION
To be run as administrator. Publish first, on Windows (what is built elsewhere is no Windows service):
  dotnet publish src/PelvicFeedback.Worker -c Release -o "C:\Program Files\PelvicFeedback"
mosquitto has to be installed (https://mosquitto.org/download); its own service is not needed.
.EXAMPLE
./windows-service.ps1 -Config C:\ProgramData\PelvicFeedback\pelvicfeedback.json
.EXAMPLE
./windows-service.ps1 -Remove
#>
param(
    [string]$Program = 'C:\Program Files\PelvicFeedback\pelvicfeedback.exe',
    [string]$Config = 'C:\ProgramData\PelvicFeedback\pelvicfeedback.json',
    [string]$Data = 'C:\ProgramData\PelvicFeedback\data',
    [switch]$Remove
)
$ErrorActionPreference = 'Stop'
$name = 'PelvicFeedback'

if ($Remove) {
    Stop-Service $name -ErrorAction SilentlyContinue
    sc.exe delete $name
    exit $LASTEXITCODE
}

foreach ($file in $Program, $Config) {
    if (-not (Test-Path -PathType Leaf $file)) {
        [Console]::Error.WriteLine("$file is not there: see Get-Help $PSCommandPath")
        exit 2
    }
}

# Rights on it follow once the service, and with it its account, is there.
New-Item -ItemType Directory -Force $Data | Out-Null

New-Service -Name $name -DisplayName 'PelvicFeedback' -StartupType Automatic `
    -Description 'Live feedback on whether the pelvis stays level' `
    -BinaryPathName "`"$Program`" run --config `"$Config`" --data `"$Data`" --log json" | Out-Null

# A virtual account of its own, which may do little; started again 2 s after a failure.
sc.exe config $name obj= 'NT SERVICE\PelvicFeedback' | Out-Null
sc.exe failure $name reset= 3600 actions= restart/2000/restart/2000/restart/30000 | Out-Null
# The data folder is for that account and administrators, nobody else.
icacls $Data /inheritance:r /grant:r 'NT SERVICE\PelvicFeedback:(OI)(CI)F' 'BUILTIN\Administrators:(OI)(CI)F' | Out-Null
Start-Service $name
Get-Service $name
