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

# À un programme de 32 bits (Intune en lance), Windows montre d'autres dossiers et un autre registre.
# To a 32-bit program (Intune starts scripts from one), Windows shows other folders and another registry.
$inside32 = [bool] $env:PROCESSOR_ARCHITEW6432
$system32 = Join-Path $env:SystemRoot $(if ($inside32) { 'Sysnative' } else { 'System32' })
$programs = if ($env:ProgramW6432) { $env:ProgramW6432 } else { $env:ProgramFiles }
$registry = [Microsoft.Win32.RegistryKey]::OpenBaseKey('LocalMachine', 'Registry64')

$source = Join-Path $PSScriptRoot 'agent'
$vendorFolder = Join-Path $programs 'tiebreak'
$target = Join-Path $vendorFolder 'agent'
$state = Join-Path $target 'state'
$vendorKey = 'Software\tiebreak'
$settingsKey = 'Software\tiebreak\Agent'
$task = 'tiebreak-inventory'

function Invoke-Tool {
    param([string] $Name, [string[]] $Arguments, [switch] $MayFail)
    # Sous « Stop », Windows PowerShell prend une ligne d'erreur d'un programme pour un échec du script.
    # Under "Stop", Windows PowerShell takes a line a program writes on its error output for a failure of the script.
    $ErrorActionPreference = 'Continue'
    $answer = & (Join-Path $system32 $Name) @Arguments 2>&1
    $status = $LASTEXITCODE
    if ($status -ne 0 -and -not $MayFail) {
        throw "tiebreak: $Name a répondu / answered $status : $answer"
    }
    return $status
}

function Set-Setting {
    param([string] $Name, [string] $Value)
    $key = $registry.CreateSubKey($settingsKey)
    if ($Value -eq '') { $key.DeleteValue($Name, $false) } else { $key.SetValue($Name, $Value, 'String') }
    $key.Close()
}

function Get-Version {
    param([string] $Folder)
    $file = Join-Path $Folder 'version.txt'
    if (Test-Path -LiteralPath $file) { return (Get-Content -LiteralPath $file -TotalCount 1) }
    return ''
}

function Copy-Agent {
    Invoke-Tool 'schtasks.exe' @('/end', '/tn', $task) -MayFail | Out-Null
    New-Item -ItemType Directory -Path (Join-Path $state 'tmp') -Force | Out-Null
    # La version part la première et revient la dernière : une copie interrompue est recommencée.
    # The version goes first and comes back last: an interrupted copy is begun again.
    Remove-Item -LiteralPath (Join-Path $target 'version.txt') -ErrorAction SilentlyContinue
    Get-ChildItem -LiteralPath $source -File | Copy-Item -Destination $target -Force
    # Par identifiant : les noms de ces groupes changent avec la langue.
    # By identifier: the names of these groups change with the language.
    $administrators = @('*S-1-5-18:(OI)(CI)F', '*S-1-5-32-544:(OI)(CI)F', '*S-1-3-4:(OI)(CI)RX')
    Invoke-Tool 'icacls.exe' (@($target, '/inheritance:r', '/grant:r') + $administrators + @('*S-1-5-32-545:(OI)(CI)RX', '/q')) | Out-Null
    Invoke-Tool 'icacls.exe' (@($state, '/inheritance:r', '/grant:r') + $administrators + @('/q')) | Out-Null
    Copy-Item -LiteralPath (Join-Path $PSScriptRoot 'version.txt') -Destination $target -Force
}

if ($Uninstall) {
    if (-not $PSCmdlet.ShouldProcess($target, 'uninstall')) { return }
    Invoke-Tool 'schtasks.exe' @('/end', '/tn', $task) -MayFail | Out-Null
    Invoke-Tool 'schtasks.exe' @('/delete', '/tn', $task, '/f') -MayFail | Out-Null
    $registry.DeleteSubKeyTree($vendorKey, $false)
    # rmdir et non Remove-Item, qui suivrait une jonction. / rmdir and not Remove-Item, which would follow a junction.
    if (Test-Path -LiteralPath $target) { Invoke-Tool 'cmd.exe' @('/d', '/c', 'rmdir', '/s', '/q', $target) | Out-Null }
    if (Test-Path -LiteralPath $target) { throw "tiebreak: $target est resté / is still there" }
    if ((Test-Path -LiteralPath $vendorFolder) -and -not (Get-ChildItem -LiteralPath $vendorFolder -Force)) { Remove-Item -LiteralPath $vendorFolder }
    return
}

$offered = Get-Version $PSScriptRoot
if ($offered -eq '') { throw "tiebreak: $source ne contient pas l'agent / holds no agent" }
if (-not $PSCmdlet.ShouldProcess($target, "install $offered")) { return }

# Une valeur non donnée reste ; une valeur vide est oubliée. / What is not given stays; what is given empty is forgotten.
foreach ($name in 'Server', 'Share', 'Token', 'Tag', 'Site', 'Unit') {
    if ($PSBoundParameters.ContainsKey($name)) { Set-Setting $name $PSBoundParameters[$name] }
}

$same = $offered -eq (Get-Version $target)
if (-not $same) { Copy-Agent }
$scheduled = (Invoke-Tool 'schtasks.exe' @('/query', '/tn', $task) -MayFail) -eq 0
if (-not ($same -and $scheduled)) {
    Invoke-Tool 'schtasks.exe' @('/create', '/tn', $task, '/xml', (Join-Path $target 'scheduled-task.xml'), '/f') | Out-Null
}
