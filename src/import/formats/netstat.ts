/**
 * Output of `netstat` in any language and of `ss`: connections of one machine to public addresses. Names are those of
 * reverse look-ups, often cut: they are counted, not kept. Connections that others opened to a port that the machine
 * serves are people, not services.
 */
import { isIP } from 'node:net';
import { originOf } from '../document.ts';
import type { Head, ImportContext, Importer, Outcome } from '../importer.ts';
import { MAX_LINE_BYTES, readLines } from '../json.ts';
import { type Connection, connectionOf, programOf } from '../network/connection.ts';
import { EndPoints, machineDocument } from '../network/one-machine.ts';
import { publicAddress } from '../network/public-address.ts';
import type { Source } from '../source.ts';
import { defined } from '../values.ts';

/** Lines of the head on which the format is recognised. */
const LINES_TRIED = 60;

/** Two addresses with their ports behind a protocol, or the titles of ss. */
function detect({ text }: Head): boolean {
  if (/^\s*[{[<]/.test(text)) return false;
  const lines = text.slice(0, 8192).split('\n', LINES_TRIED);
  return lines.some(
    (line) =>
      /^(?:Netid\s+)?State\s+Recv-Q\s+Send-Q\s+Local Address:Port/.test(line) || connectionOf(line) !== undefined,
  );
}

async function* read(source: Source, { key }: ImportContext): AsyncGenerator<Outcome> {
  const connections: Connection[] = [];
  const served = new Set<string>();
  const endPoints = new EndPoints(originOf(source, netstat.id, key, []));
  for await (const line of readLines(source, { longest: MAX_LINE_BYTES })) {
    if ('problem' in line) throw line.problem;
    const connection = connectionOf(line.text);
    if (connection === undefined) {
      // "[chrome.exe]" comes after its connection.
      const program = programOf(line.text);
      const last = connections.at(-1);
      if (program !== undefined && last !== undefined) last.process ??= program;
    } else if (connection.remote === undefined) {
      served.add(`${connection.protocol} ${connection.localPort}`);
      endPoints.refuse('other-record');
    } else connections.push(connection);
  }
  let names = 0;
  for (const { localPort, process, protocol, remote, remotePort } of connections) {
    const address = publicAddress(remote ?? '');
    if (served.has(`${protocol} ${localPort}`)) endPoints.refuse('incoming');
    else if (address !== undefined) endPoints.add(defined({ address, port: remotePort, process }));
    else if (isIP((remote ?? '').replace(/%.*$/, '')) !== 0) endPoints.refuse('internal-name');
    else {
      names++;
      endPoints.refuse('name-cut');
    }
  }
  const warnings =
    names === 0 ? [] : ['names of remote machines are not what was asked for, and often cut: use netstat -n'];
  yield machineDocument(originOf(source, netstat.id, key, []), endPoints, warnings);
}

export const netstat: Importer = { id: 'netstat', detect, read };
