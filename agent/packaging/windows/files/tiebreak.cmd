@echo off
rem Double-clic : le rapport de ce poste s'ouvre. Dossier d'inventaires depose dessus : le sien s'ouvre. Sinon : la commande tiebreak.
rem Double-click: the report on this machine opens. A folder of inventories dropped on it: theirs opens. Otherwise: the tiebreak command.
setlocal DisableDelayedExpansion
for %%v in (NODE_OPTIONS NODE_PATH NODE_EXTRA_CA_CERTS NODE_TLS_REJECT_UNAUTHORIZED OPENSSL_CONF OPENSSL_MODULES) do set "%%v="
rem Accents for what reads this output; the page is given back at the end. In German its number is followed by a full stop.
set "CHCP=%SystemRoot%\System32\chcp.com"
for /f "tokens=2 delims=:." %%p in ('"%CHCP%"') do set "PAGE=%%p"
"%CHCP%" 65001 >nul
rem Explorer quotes a dropped path only where it holds a space, and cmd cuts "C:\R&D" at its sign: the launcher reads the whole line.
setlocal EnableDelayedExpansion
set "TIEBREAK_LINE=!cmdcmdline!"
setlocal DisableDelayedExpansion
"%~dp0node.exe" --openssl-config="%~dp0openssl.cnf" "%~dp0launcher.cjs" %*
set "CODE=%errorlevel%"
"%CHCP%" %PAGE% >nul
rem 100 more: the line was cut, and cmd would run the rest of it as a command. Nothing of it runs.
if %CODE% geq 100 goto leave
exit /b %CODE%

:leave
set /a CODE=CODE-100
exit %CODE%
