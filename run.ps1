<#
.SYNOPSIS
A home on one machine, on Windows: what ./run does elsewhere, without its clinic. Not run by us: no Windows machine has seen it yet.
.DESCRIPTION
Checks what is needed, builds, and starts "pelvicfeedback run" with the arguments given. FullPackages=true|false in the
environment decides whether MQTTnet and InTheHand take part; without it the registry is asked once, as
docs/adr/0002-full-packages.md says. Installs nothing: what is missing is named, and the exit code is 2.
#>
if ($args | Where-Object { $_ -in '--help', '-h', '-?' }) {
    Get-Help $PSCommandPath
    exit 0
}

$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$env:DOTNET_NOLOGO = '1'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'

function Stop-Unusable([string]$Message) {
    [Console]::Error.WriteLine($Message)
    exit 2
}

# global.json is found from where dotnet is called; the caller's own folder comes back afterwards.
function Invoke-InRoot([scriptblock]$Action) {
    Push-Location $root
    try { & $Action } finally { Pop-Location }
}

function Get-PinnedPackages {
    [xml]$props = Get-Content -Raw (Join-Path $root 'Directory.Packages.props')
    $props.Project.ItemGroup | Where-Object { $_.Label -like 'Only with FullPackages*' } | ForEach-Object { $_.PackageVersion }
}

# What an answer depends on: the pinned versions, and every NuGet configuration that applies here.
function Get-ProbeKey {
    $text = (Get-PinnedPackages | ForEach-Object { "$($_.Include) $($_.Version)" }) -join "`n"
    foreach ($file in Invoke-InRoot { dotnet nuget config paths }) {
        if (Test-Path -PathType Leaf $file) { $text += Get-Content -Raw $file }
    }
    $text += $env:RestoreSources + $env:RestoreAdditionalProjectSources
    $hash = [Security.Cryptography.SHA256]::Create().ComputeHash([Text.Encoding]::UTF8.GetBytes($text))
    [BitConverter]::ToString($hash).Replace('-', '').ToLowerInvariant()
}

# yes, no (NU1101, NU1102: the registry answered, and it is not there) or unknown (anything else: never remembered).
function Test-FullPackages([string]$Memory) {
    if (Test-Path $Memory) { return Get-Content $Memory }
    $probe = Join-Path ([IO.Path]::GetTempPath()) ([IO.Path]::GetRandomFileName())
    New-Item -ItemType Directory $probe | Out-Null
    try {
        foreach ($name in 'Directory.Build.props', 'Directory.Build.targets', 'Directory.Packages.props') {
            Set-Content (Join-Path $probe $name) '<Project />'
        }
        $references = Get-PinnedPackages | ForEach-Object { "<PackageReference Include=""$($_.Include)"" Version=""[$($_.Version)]"" />" }
        Set-Content (Join-Path $probe 'probe.csproj') ('<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup><ItemGroup>' + ($references -join '') + '</ItemGroup></Project>')
        $env:DOTNET_CLI_UI_LANGUAGE = 'en'
        $output = Invoke-InRoot { dotnet restore (Join-Path $probe 'probe.csproj') "-p:RestoreRootConfigDirectory=$root" -p:NuGetAudit=false -p:FullPackages=false }
        $restored = $LASTEXITCODE -eq 0
        $codes = @([regex]::Matches(($output -join "`n"), 'error (NU\d+)') | ForEach-Object { $_.Groups[1].Value } | Sort-Object -Unique)
    } finally {
        Remove-Item -Recurse -Force $probe
        Remove-Item Env:DOTNET_CLI_UI_LANGUAGE -ErrorAction SilentlyContinue
    }
    if ($restored) { $answer = 'yes' }
    elseif ($codes.Count -gt 0 -and -not ($codes | Where-Object { $_ -notin 'NU1101', 'NU1102' })) { $answer = 'no' }
    else { return 'unknown' }
    New-Item -ItemType Directory -Force (Split-Path $Memory) | Out-Null
    Set-Content $Memory $answer
    $answer
}

function Build-Worker {
    Write-Host "Building (FullPackages=$env:FullPackages) ..."
    Invoke-InRoot { dotnet build src/PelvicFeedback.Worker -c Release -v quiet | Out-Host }
    if ($LASTEXITCODE -ne 0) { return $false }
    & (Get-Worker) --version | Out-Null
    $LASTEXITCODE -eq 0
}

# The build for Windows reaches Bluetooth; a plain build has none, and the program says so.
function Get-Worker {
    $target = if ($env:FullPackages -eq 'true') { 'net10.0-windows10.0.19041.0' } else { 'net10.0' }
    Join-Path $root "src/PelvicFeedback.Worker/bin/Release/$target/pelvicfeedback.exe"
}

$sdk = $false
if (Get-Command dotnet -ErrorAction SilentlyContinue) {
    Invoke-InRoot { dotnet --version | Out-Null }
    $sdk = $LASTEXITCODE -eq 0
}
if (-not $sdk) { Stop-Unusable 'The .NET 10 SDK is missing: https://dotnet.microsoft.com/download/dotnet/10.0' }

if (Test-Path (Join-Path $root 'src/displays')) {
    $node = if (Get-Command node -ErrorAction SilentlyContinue) { [version]((node --version).TrimStart('v')) }
    if (-not $node -or $node -lt [version]'20.19') { Stop-Unusable 'Node 20.19 or newer is missing: https://nodejs.org/en/download' }
}

# What is built of a page lies beside it in dist; the build below copies it to the program.
foreach ($lock in Get-ChildItem (Join-Path $root 'src/displays/*/package-lock.json') -ErrorAction SilentlyContinue) {
    $page = $lock.DirectoryName
    npm --prefix $page ci --no-audit --no-fund | Out-Host
    if ($LASTEXITCODE -eq 0) { npm --prefix $page run build | Out-Host }
    if ($LASTEXITCODE -ne 0) { Write-Host 'That did not work on this machine: going on without the pages that are missing.' }
}

if (-not (Get-Command mosquitto -ErrorAction SilentlyContinue)) {
    $installed = Join-Path $env:ProgramFiles 'mosquitto'
    if (-not (Test-Path (Join-Path $installed 'mosquitto.exe'))) { Stop-Unusable 'Missing: mosquitto: https://mosquitto.org/download/' }
    $env:PATH += ";$installed"
}

$memory = Join-Path $env:LOCALAPPDATA "pelvicfeedback/full-packages/$(Get-ProbeKey)"
if (-not $env:FullPackages) {
    $env:FullPackages = if ((Test-FullPackages $memory) -eq 'yes') { 'true' } else { 'false' }
}
if ($env:FullPackages -eq 'true' -and -not (Build-Worker)) {
    Write-Host 'That did not work on this machine: going on with the built-in adapters.'
    Remove-Item $memory -ErrorAction SilentlyContinue
    $env:FullPackages = 'false'
}
if ($env:FullPackages -ne 'true' -and -not (Build-Worker)) { exit 1 }

& (Get-Worker) run @args
exit $LASTEXITCODE
