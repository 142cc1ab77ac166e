@echo off
rem Installs the agent from the folder of this script, or brings it up to date; does nothing when it is the same already.
rem Made for a computer startup script (GPO), run as SYSTEM or as an administrator:
rem
rem   install.cmd SERVER=https://inventaire.exemple.fr TOKEN=... SITE="Hotel de ville"
rem   install.cmd SHARE=\\serveur\inventaires$ UNIT=DSI
rem   install.cmd /uninstall
rem
rem Settings: SERVER, TOKEN, SHARE, TAG, SITE, UNIT. One that is not given keeps its value; one that is empty (SITE="") is forgotten.
rem Between quotation marks, what holds a space or one of = , ; & ( )
setlocal DisableDelayedExpansion
rem Before any "shift", which moves the name of this script too.
set "HERE=%~dp0"
set "SOURCE=%HERE%agent"
set "SETTINGS=HKLM\Software\tiebreak\Agent"
set "TASK=tiebreak-inventory"
rem To a 32-bit program (Intune and Configuration Manager start scripts from one) Windows shows other folders and another registry.
set "SYSTEM32=%SystemRoot%\System32"
if defined PROCESSOR_ARCHITEW6432 set "SYSTEM32=%SystemRoot%\Sysnative"
set "PROGRAMS=%ProgramFiles%"
if defined ProgramW6432 set "PROGRAMS=%ProgramW6432%"
set "TARGET=%PROGRAMS%\tiebreak\agent"
if /i "%~1"=="/uninstall" goto uninstall

:setting
if "%~1"=="" goto files
set "VALUE=%~2"
set "NAME="
for %%n in (Server Share Token Tag Site Unit) do if /i "%~1"=="%%n" set "NAME=%%n"
if not defined NAME (
  echo tiebreak: "%~1" is no setting; known: SERVER, TOKEN, SHARE, TAG, SITE, UNIT 1>&2
  exit /b 2
)
rem A final backslash would hide the closing quote of the command.
:trim
if defined VALUE if "%VALUE:~-1%"=="\" (
  set "VALUE=%VALUE:~0,-1%"
  goto trim
)
if defined VALUE (
  "%SYSTEM32%\reg.exe" add "%SETTINGS%" /v %NAME% /t REG_SZ /d "%VALUE%" /f /reg:64 >nul
  if errorlevel 1 goto failed
) else (
  "%SYSTEM32%\reg.exe" delete "%SETTINGS%" /v %NAME% /f /reg:64 >nul 2>&1
)
shift
shift
goto setting

:files
set "OFFERED="
set "PRESENT="
if not exist "%SOURCE%\node.exe" (
  echo tiebreak: "%SOURCE%" holds no agent; unzip the whole archive 1>&2
  exit /b 2
)
set /p OFFERED=<"%HERE%version.txt"
if exist "%TARGET%\version.txt" set /p PRESENT=<"%TARGET%\version.txt"
if "%OFFERED%"=="%PRESENT%" goto task
"%SYSTEM32%\schtasks.exe" /end /tn "%TASK%" >nul 2>&1
if not exist "%TARGET%\state\tmp\" mkdir "%TARGET%\state\tmp"
rem The version goes first and comes back last: an interrupted copy is begun again at the next start.
if exist "%TARGET%\version.txt" del /q "%TARGET%\version.txt"
copy /b /y "%SOURCE%\*" "%TARGET%\" >nul
if errorlevel 1 goto failed
rem By identifier, because the names of these groups change with the language: system, administrators, users, owner.
"%SYSTEM32%\icacls.exe" "%TARGET%" /inheritance:r /grant:r "*S-1-5-18:(OI)(CI)F" "*S-1-5-32-544:(OI)(CI)F" "*S-1-5-32-545:(OI)(CI)RX" "*S-1-3-4:(OI)(CI)RX" /q >nul
if errorlevel 1 goto failed
"%SYSTEM32%\icacls.exe" "%TARGET%\state" /inheritance:r /grant:r "*S-1-5-18:(OI)(CI)F" "*S-1-5-32-544:(OI)(CI)F" "*S-1-3-4:(OI)(CI)RX" /q >nul
if errorlevel 1 goto failed
copy /b /y "%HERE%version.txt" "%TARGET%\" >nul
if errorlevel 1 goto failed
goto create

:task
"%SYSTEM32%\schtasks.exe" /query /tn "%TASK%" >nul 2>&1
if not errorlevel 1 exit /b 0
:create
"%SYSTEM32%\schtasks.exe" /create /tn "%TASK%" /xml "%TARGET%\scheduled-task.xml" /f >nul
if errorlevel 1 goto failed
exit /b 0

:uninstall
"%SYSTEM32%\schtasks.exe" /end /tn "%TASK%" >nul 2>&1
"%SYSTEM32%\schtasks.exe" /delete /tn "%TASK%" /f >nul 2>&1
"%SYSTEM32%\reg.exe" delete "HKLM\Software\tiebreak" /f /reg:64 >nul 2>&1
if exist "%TARGET%\" rmdir /s /q "%TARGET%"
if exist "%TARGET%\" goto failed
rem Not /s: what another program put there stays.
rmdir "%PROGRAMS%\tiebreak" >nul 2>&1
exit /b 0

:failed
echo tiebreak: the step above failed; run it as an administrator, from a folder that can be read 1>&2
exit /b 1
