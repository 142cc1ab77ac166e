@echo off
rem What the daily task runs. State, temporary files and messages stay in a folder that only the system and administrators may open.
setlocal DisableDelayedExpansion
set "TEMP=%~dp0state\tmp"
set "TMP=%TEMP%"
if not exist "%TEMP%\" mkdir "%TEMP%"
call "%~dp0tiebreak-agent.cmd" --state "%~dp0state" > "%~dp0state\last-run.log" 2>&1
exit /b %errorlevel%
