/**
 * The one PowerShell script of a run, in full: what is asked of the management interface of Windows and of the registry.
 *
 * It only reads. It prints one line of JSON for each part, as soon as it has it, so that a part that hangs costs itself and those
 * after it. Values are named one by one: an e-mail address is cut to its domain here, before anything else sees it.
 * Written without double quotation marks, and for PowerShell 3 and later; commands only where they do, since a machine whose
 * PowerShell is restricted allows no more.
 */

import type { Plan } from './plan.ts';

/** Extensions and schemes whose default program says what is in use. */
export const HANDLED_SCHEMES = ['http', 'https', 'mailto'];
export const HANDLED_EXTENSIONS = [
  ...['.doc', '.docx', '.eml', '.htm', '.html', '.odp', '.ods', '.odt', '.pdf', '.ppt', '.pptx', '.xls', '.xlsx'],
];

function list(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}

const PREPARE = `
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$machine = 'Registry::HKEY_LOCAL_MACHINE'
$people = 'Registry::HKEY_USERS\\S-1-*'
$windows = 'Software\\Microsoft\\Windows\\CurrentVersion'

# Accents leave as JSON escapes: the code page of the console, which a restricted PowerShell may not change, loses none.
function Say($part, $rows, $problems) {
  $line = ConvertTo-Json -Compress -Depth 4 -InputObject @{ part = $part; rows = @($rows); problems = @($problems) }
  $letters = $line -creplace '[\\x00-\\x7f]+', ''
  while ($letters.Length -gt 0) {
    $letter = [string]$letters[0]
    $line = $line.Replace($letter, ('\\u{0:x4}' -f [int]$letters[0]))
    $letters = $letters.Replace($letter, '')
  }
  $line
}
function Part($part, $read) {
  try { Say $part @(& $read) @() } catch { Say $part @() @([string]$_.CategoryInfo.Category) }
}
# Values of every key that matches, with the path of the key. One value that is not of its type stops the reading of all the keys,
# whatever is asked: then each key is read by itself, and of it nothing but the values wanted.
function Values($part, $paths, $names) {
  $failures = @()
  $columns = @(@{ n = 'key'; e = { [string]$_.PSPath } }) + $names
  try { $rows = @(Get-ItemProperty -Path $paths -ErrorAction SilentlyContinue -ErrorVariable failures | Select-Object -Property $columns) }
  catch {
    $found = @(Get-Item -Path $paths -ErrorAction SilentlyContinue -ErrorVariable failures | ForEach-Object { [string]$_.PSPath })
    $rows = @($found | ForEach-Object { try { Get-ItemProperty -LiteralPath $_ -Name $names -ErrorAction SilentlyContinue } catch { } } | Select-Object -Property $columns)
  }
  Say $part $rows @($failures | ForEach-Object { [string]$_.CategoryInfo.Category } | Select-Object -Unique)
}
# Paths of every key that matches, those without values included.
function Keys($part, $paths) {
  $failures = @()
  $rows = @(Get-Item -Path $paths -ErrorAction SilentlyContinue -ErrorVariable failures | Select-Object -Property @{ n = 'key'; e = { [string]$_.Name } })
  Say $part $rows @($failures | ForEach-Object { [string]$_.CategoryInfo.Category } | Select-Object -Unique)
}
# What follows the last @ of an address; nothing of what stands before it.
function Domain($address) {
  if ($address -is [byte[]]) { try { $address = [System.Text.Encoding]::Unicode.GetString($address) } catch { return } }
  if ([string]$address -like '*@*') { ([string]$address -split '@')[-1].Trim([char]0) }
}`;

const REGISTRY = `
Values 'system' ($machine + '\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion') @('ProductName', 'DisplayVersion', 'ReleaseId', 'CurrentBuildNumber', 'EditionID', 'InstallationType')
Part 'loaded-profiles' { Get-ChildItem -Path 'Registry::HKEY_USERS' -ErrorAction SilentlyContinue | Select-Object -Property @{ n = 'key'; e = { [string]$_.Name } } }
Values 'profiles' ($machine + '\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList\\*') @('ProfileImagePath')
$uninstall = @('DisplayName', 'DisplayVersion', 'Publisher', 'InstallDate', 'SystemComponent', 'ParentKeyName', 'ReleaseType')
Values 'user-programs' @($people + '\\' + $windows + '\\Uninstall\\*'; $people + '\\Software\\WOW6432Node\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\*') $uninstall
$schemes = @(${list(HANDLED_SCHEMES)}) | ForEach-Object { $people + '\\Software\\Microsoft\\Windows\\Shell\\Associations\\UrlAssociations\\' + $_ }
$extensions = @(${list(HANDLED_EXTENSIONS)}) | ForEach-Object { $people + '\\' + $windows + '\\Explorer\\FileExts\\' + $_ }
# Windows 11 writes the choice in the second place, and leaves in the first what was chosen before.
$choices = @($schemes + $extensions | ForEach-Object { $_ + '\\UserChoice'; $_ + '\\UserChoiceLatest\\ProgId' })
Values 'default-programs' $choices @('ProgId')
Part 'handlers' {
  $ids = @(Get-ItemProperty -Path $choices -ErrorAction SilentlyContinue | ForEach-Object { [string]$_.ProgId } | Select-Object -Unique)
  foreach ($id in $ids) {
    $class = $machine + '\\SOFTWARE\\Classes\\' + $id
    $applications = @(Get-ItemProperty -LiteralPath ($class + '\\Application') -ErrorAction SilentlyContinue)
    # What is installed for one person is declared in his hive: its name is read there, no file that he names is opened.
    if ($id -match '^[\\w.-]+$') { $applications += @(Get-ItemProperty -Path ($people + '_Classes\\' + $id + '\\Application') -ErrorAction SilentlyContinue) }
    $application = @($applications | ForEach-Object { [string]$_.ApplicationName } | Where-Object { $_ })[0]
    $command = [string](Get-ItemProperty -LiteralPath ($class + '\\shell\\open\\command') -ErrorAction SilentlyContinue).'(default)'
    $program = @($command.Split([char]34) | ForEach-Object { $_ -replace '(?i)\\.exe\\b.*$', '.exe' } | Where-Object { $_ -like '?:\\*.exe' })[0]
    $file = if ($program) { (Get-Item -LiteralPath $program -ErrorAction SilentlyContinue).VersionInfo }
    @{ id = $id; application = [string]$application; product = [string]$file.ProductName; company = [string]$file.CompanyName }
  }
}
Values 'proxies' @($people + '\\' + $windows + '\\Internet Settings'; $machine + '\\SOFTWARE\\Policies\\Microsoft\\Windows\\CurrentVersion\\Internet Settings'; $machine + '\\' + $windows + '\\Internet Settings') @('ProxyEnable', 'ProxyServer', 'AutoConfigURL')
Values 'network' @($machine + '\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters'; $machine + '\\SYSTEM\\CurrentControlSet\\Services\\Tcpip\\Parameters\\Interfaces\\*'; $machine + '\\SYSTEM\\CurrentControlSet\\Services\\Tcpip6\\Parameters\\Interfaces\\*') @('Domain', 'NV Domain', 'NameServer', 'DhcpNameServer')
Values 'directories' @($machine + '\\SYSTEM\\CurrentControlSet\\Control\\CloudDomainJoin\\TenantInfo\\*'; $machine + '\\SOFTWARE\\Microsoft\\Enrollments\\*') @('AuthCodeUrl', 'MdmEnrollmentUrl', 'ProviderID', 'EnrollmentState', 'DiscoveryServiceFullURL')
Keys 'joins' ($machine + '\\SYSTEM\\CurrentControlSet\\Control\\CloudDomainJoin\\JoinInfo\\*')
Values 'office' @($machine + '\\SOFTWARE\\Microsoft\\Office\\ClickToRun\\Configuration') @('ProductReleaseIds', 'VersionToReport', 'UpdateChannel', 'CDNBaseUrl', 'Platform')
Values 'sql-server' @($machine + '\\SOFTWARE\\Microsoft\\Microsoft SQL Server\\*\\Setup'; $machine + '\\SOFTWARE\\WOW6432Node\\Microsoft\\Microsoft SQL Server\\*\\Setup') @('Version', 'PatchLevel')
Values 'exchange' ($machine + '\\SOFTWARE\\Microsoft\\ExchangeServer\\v*\\Setup') @('MsiProductMajor', 'MsiProductMinor', 'MsiBuildMajor', 'MsiBuildMinor')
Values 'oracle' @($machine + '\\SOFTWARE\\ORACLE\\KEY_*'; $machine + '\\SOFTWARE\\WOW6432Node\\ORACLE\\KEY_*') @('ORACLE_HOME_NAME', 'ORACLE_SID')
Values 'server-roles' ($machine + '\\SOFTWARE\\Microsoft\\ServerManager\\ServicingStorage\\ServerComponentCache\\*') @('InstallState')
Keys 'store-packages' @($machine + '\\' + $windows + '\\Appx\\AppxAllUserStore\\*\\*')
Values 'store-repository' @($people + '_Classes\\Local Settings\\Software\\Microsoft\\Windows\\CurrentVersion\\AppModel\\Repository\\Packages\\*') @('DisplayName', 'PackageRootFolder')
Values 'defender' @($machine + '\\SOFTWARE\\Microsoft\\Windows Defender'; $machine + '\\SOFTWARE\\Policies\\Microsoft\\Windows Defender'; $machine + '\\SOFTWARE\\Microsoft\\Windows Advanced Threat Protection\\Status') @('DisableAntiSpyware', 'PassiveMode', 'OnboardingState')
Part 'accounts' {
  Get-ItemProperty -Path ($people + '\\Software\\Microsoft\\OneDrive\\Accounts\\*') -ErrorAction SilentlyContinue | ForEach-Object { @{ product = 'OneDrive'; domain = Domain $_.UserEmail } }
  Get-ItemProperty -Path ($people + '\\Software\\Microsoft\\Office\\*\\Outlook\\Profiles\\*\\9375CFF0413111d3B88A00104B2A6676\\*') -ErrorAction SilentlyContinue | ForEach-Object { @{ product = 'Outlook'; domain = Domain $_.Email }; @{ product = 'Outlook'; domain = Domain $_.'Account Name' } }
}`;

const INTERFACE = `
Part 'computer' { Get-CimInstance -ClassName Win32_ComputerSystem | Select-Object -Property 'Manufacturer', 'Model', 'PartOfDomain', 'Domain' }
Part 'firmware' { Get-CimInstance -ClassName Win32_BIOS | Select-Object -Property 'Manufacturer', 'SerialNumber' }
Part 'chassis' { Get-CimInstance -ClassName Win32_SystemEnclosure | Select-Object -Property 'ChassisTypes' }
Part 'identity' { Get-CimInstance -ClassName Win32_ComputerSystemProduct | Select-Object -Property 'UUID' }
Part 'security-services' { Get-Service -Name 'WinDefend', 'Sense' -ErrorAction SilentlyContinue | ForEach-Object { @{ name = [string]$_.Name; state = [string]$_.Status } } }
Part 'antivirus' { Get-CimInstance -Namespace 'root/SecurityCenter2' -ClassName AntiVirusProduct | Select-Object -Property 'displayName', 'productState' }
Part 'firewalls' { Get-CimInstance -Namespace 'root/SecurityCenter2' -ClassName FirewallProduct | Select-Object -Property 'displayName', 'productState' }
Part 'processes' { Get-Process | Select-Object -Property 'Id', 'ProcessName' }`;

const NAMES = `
# A type of record that this PowerShell has no word for (65, of browsers) costs its number, not the cache.
Part 'names' { Get-DnsClientCache | ForEach-Object { $type = 0; try { $type = [int]$_.Type } catch { }; @{ name = [string]$_.Entry; record = [string]$_.Name; type = $type; data = [string]$_.Data } } }`;

const CONNECTIONS = `
Part 'connections' { Get-NetTCPConnection -State Established | Select-Object -Property 'LocalPort', 'RemoteAddress', 'RemotePort', 'OwningProcess' }
Part 'serving' { Get-NetTCPConnection -State Listen | Select-Object -Property 'LocalPort' }`;

const PROGRAMS = `
Values 'machine-programs' @($machine + '\\' + $windows + '\\Uninstall\\*'; $machine + '\\Software\\WOW6432Node\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\*') $uninstall`;

export function managementScript({ programsByPowerShell, connectionsByPowerShell }: Plan): string {
  return [
    ...[PREPARE, REGISTRY],
    ...(programsByPowerShell ? [PROGRAMS] : []),
    ...[INTERFACE, NAMES],
    ...(connectionsByPowerShell ? [CONNECTIONS] : []),
  ]
    .join('\n')
    .trim();
}
