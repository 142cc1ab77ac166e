@echo off
rem Double-clic : le rapport de ce poste s'ouvre. Dossier d'inventaires depose dessus : le sien s'ouvre. Sinon : la commande tiebreak.
rem Double-click: the report on this machine opens. A folder of inventories dropped on it: theirs opens. Otherwise: the tiebreak command.
setlocal DisableDelayedExpansion
for %%v in (NODE_OPTIONS NODE_PATH NODE_EXTRA_CA_CERTS NODE_TLS_REJECT_UNAUTHORIZED OPENSSL_CONF OPENSSL_MODULES) do set "%%v="
set RUN="%~dp0node.exe" --openssl-config="%~dp0openssl.cnf" "%~dp0lib\cli\main.js"
rem Accents in the console; the page is given back at the end.
for /f "tokens=2 delims=:" %%p in ('chcp') do set "PAGE=%%p"
chcp 65001 >nul

rem The reports go where the person keeps documents, whatever the folder this was unzipped in.
set "REPORTS=%USERPROFILE%\Documents"
if not exist "%REPORTS%\" set "REPORTS=%USERPROFILE%"

if "%~1"=="" (
  set "REPORT=%REPORTS%\tiebreak-report"
  %RUN% --output "%REPORTS%\tiebreak-report"
  goto show
)
if exist "%~1\" if "%~2"=="" (
  set "REPORT=%REPORTS%\tiebreak-report-%~n1"
  %RUN% report "%~1" --output "%REPORTS%\tiebreak-report-%~n1"
  goto show
)
%RUN% %*
set "CODE=%errorlevel%"
chcp %PAGE% >nul
exit /b %CODE%

:show
set "CODE=%errorlevel%"
rem 1: done, but a part failed and is named above.
if %CODE% leq 1 start "" "%REPORT%\index.html"
if not %CODE%==0 pause
chcp %PAGE% >nul
exit /b %CODE%
