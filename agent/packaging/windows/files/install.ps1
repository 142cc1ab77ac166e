<#
.SYNOPSIS
Installe l'agent tiebreak depuis le dossier de ce script, ou le met à jour ; ne fait rien s'il est déjà le même.
Installs the tiebreak agent from the folder of this script, or updates it; does nothing when it is the same already.

.DESCRIPTION
Pour un script de démarrage de l'ordinateur (GPO), ou une console d'administrateur.
For a computer startup script (GPO), or an administrator's console.

.EXAMPLE
.\install.ps1 -Server https://inventaire.exemple.fr -Token (Get-Content jeton.txt) -Site 'Hôtel de ville'

.EXAMPLE
.\install.ps1 -Share '\\serveur\inventaires$' -Unit DSI

.EXAMPLE
.\install.ps1 -Uninstall
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [string] $Server,
    [string] $Share,
    [string] $Token,
    [string] $Tag,
    [string] $Site,
    [string] $Unit,
    [switch] $Uninstall
)

Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

$source = Join-Path $PSScriptRoot 'agent'
$vendorFolder = Join-Path $env:ProgramFiles 'tiebreak'
$target = Join-Path $vendorFolder 'agent'
$state = Join-Path $target 'state'
$settings = 'HKLM:\Software\tiebreak\Agent'
$task = 'tiebreak-inventory'
$system32 = Join-Path $env:SystemRoot 'System32'

function Invoke-Tool {
    param([string] $Name, [string[]] $Arguments, [switch] $MayFail)
    $answer = & (Join-Path $system32 $Name) @Arguments 2>&1
    if ($LASTEXITCODE -ne 0 -and -not $MayFail) {
        throw "tiebreak: $Name a répondu / answered $LASTEXITCODE : $answer"
    }
    return $LASTEXITCODE
}

function Set-Setting {
    param([string] $Name, [string] $Value)
    if ($Value -eq '') { return }
    if (-not (Test-Path $settings)) { New-Item -Path $settings -Force | Out-Null }
    Set-ItemProperty -Path $settings -Name $Name -Value $Value -Type String
}

function Get-Version {
    param([string] $Folder)
    $file = Join-Path $Folder 'version.txt'
    if (Test-Path $file) { return (Get-Content $file -TotalCount 1) }
    return ''
}

function Copy-Agent {
    Invoke-Tool 'schtasks.exe' @('/end', '/tn', $task) -MayFail | Out-Null
    New-Item -ItemType Directory -Path (Join-Path $state 'tmp') -Force | Out-Null
    # La version part la première et revient la dernière : une copie interrompue est recommencée.
    # The version goes first and comes back last: an interrupted copy is begun again.
    Remove-Item (Join-Path $target 'version.txt') -ErrorAction SilentlyContinue
    Get-ChildItem $source -File | Copy-Item -Destination $target -Force
    # Par identifiant : les noms de ces groupes changent avec la langue.
    # By identifier: the names of these groups change with the language.
    $administrators = @('*S-1-5-18:(OI)(CI)F', '*S-1-5-32-544:(OI)(CI)F', '*S-1-3-4:(OI)(CI)RX')
    Invoke-Tool 'icacls.exe' (@($target, '/inheritance:r', '/grant:r') + $administrators + @('*S-1-5-32-545:(OI)(CI)RX', '/q')) | Out-Null
    Invoke-Tool 'icacls.exe' (@($state, '/inheritance:r', '/grant:r') + $administrators + @('/q')) | Out-Null
    Copy-Item (Join-Path $PSScriptRoot 'version.txt') -Destination $target -Force
}

if ($Uninstall) {
    if (-not $PSCmdlet.ShouldProcess($target, 'uninstall')) { return }
    Invoke-Tool 'schtasks.exe' @('/end', '/tn', $task) -MayFail | Out-Null
    Invoke-Tool 'schtasks.exe' @('/delete', '/tn', $task, '/f') -MayFail | Out-Null
    if (Test-Path $settings) { Remove-Item $settings -Recurse }
    if (Test-Path $target) { Remove-Item $target -Recurse -Force }
    if ((Test-Path $vendorFolder) -and -not (Get-ChildItem $vendorFolder -Force)) { Remove-Item $vendorFolder }
    return
}

$offered = Get-Version $PSScriptRoot
if ($offered -eq '') { throw "tiebreak: $source ne contient pas l'agent / holds no agent" }
if (-not $PSCmdlet.ShouldProcess($target, "install $offered")) { return }

Set-Setting 'Server' $Server
Set-Setting 'Share' $Share
Set-Setting 'Token' $Token
Set-Setting 'Tag' $Tag
Set-Setting 'Site' $Site
Set-Setting 'Unit' $Unit

$same = $offered -eq (Get-Version $target)
if (-not $same) { Copy-Agent }
$scheduled = (Invoke-Tool 'schtasks.exe' @('/query', '/tn', $task) -MayFail) -eq 0
if (-not ($same -and $scheduled)) {
    Invoke-Tool 'schtasks.exe' @('/create', '/tn', $task, '/xml', (Join-Path $target 'scheduled-task.xml'), '/f') | Out-Null
}
