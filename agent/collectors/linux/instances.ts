/**
 * Databases and application servers that run now, whatever installed them: their processes, and Oracle's own table.
 *
 * Of a process, its short name, the place of its program and, for Java alone, the class it runs are looked at; its arguments are
 * never kept. What a container runs is seen here too: the machine serves it.
 */
import type { SoftwareItem, UseEvidence } from '../../../src/inventory/schema.ts';
import type { Collected, Collector } from '../../collector.ts';
import { refused } from '../../collector.ts';
import type { System } from '../../system.ts';

/** Short names of processes (15 characters at most) and what they are. */
const SERVERS = new Map([
  ['apache2', 'Apache HTTP Server'],
  ['beam.smp', 'Erlang'],
  ['caddy', 'Caddy'],
  ['db2sysc', 'IBM Db2'],
  ['fbserver', 'Firebird'],
  ['firebird', 'Firebird'],
  ['haproxy', 'HAProxy'],
  ['httpd', 'Apache HTTP Server'],
  ['influxd', 'InfluxDB'],
  ['lighttpd', 'lighttpd'],
  ['mariadbd', 'MariaDB'],
  ['memcached', 'Memcached'],
  ['mongod', 'MongoDB'],
  ['mysqld', 'MySQL'],
  ['nginx', 'nginx'],
  ['postgres', 'PostgreSQL'],
  ['redis-server', 'Redis'],
  ['slapd', 'OpenLDAP'],
  ['sqlservr', 'Microsoft SQL Server'],
  ['traefik', 'Traefik'],
  ['valkey-server', 'Valkey'],
  ['varnishd', 'Varnish'],
]);
/** "ora_pmon_ORCL": one a database. */
const ORACLE = /^(?:ora|db)_pmon_/;
const JAVA_CLASSES: readonly (readonly [mark: string, title: string])[] = [
  ['org.apache.catalina.startup.Bootstrap', 'Apache Tomcat'],
  ['org.jboss.modules', 'WildFly'],
  ['weblogic.Server', 'Oracle WebLogic Server'],
  ['com.ibm.ws.', 'IBM WebSphere Application Server'],
  ['com.sun.enterprise.glassfish', 'GlassFish'],
  ['org.eclipse.jetty', 'Eclipse Jetty'],
  ['org.elasticsearch.', 'Elasticsearch'],
  ['org.opensearch.', 'OpenSearch'],
  ['org.apache.solr.', 'Apache Solr'],
  ['kafka.Kafka', 'Apache Kafka'],
  ['org.apache.cassandra.', 'Apache Cassandra'],
  ['org.apache.activemq.', 'Apache ActiveMQ'],
  ['org.neo4j.', 'Neo4j'],
];
const COMMAND_LINE_BYTES = 64 * 1024;

export const instances: Collector = {
  id: 'instances',
  platforms: ['linux'],
  collect(system): Collected {
    const processes = system.list('/proc');
    if (!processes.ok) return refused('/proc', processes);
    const found = new Map<string, Instance>();
    for (const pid of processes.names) {
      const code = pid.charCodeAt(0);
      const instance = code > 48 && code < 58 ? instanceOf(system, `/proc/${pid}`) : undefined;
      if (instance !== undefined) found.set(`${instance.title} ${instance.version}`, instance);
    }
    const table = system.read('/etc/oratab', 64 * 1024);
    const oracle = table.ok ? parseOratab(table.bytes.toString('utf8')) : [];
    const running = [...new Set([...found.values()].map(({ title }) => title))];
    return {
      facts: {
        software: [...found.values(), ...oracle].map(describeInstance),
        useEvidence: running.map(
          (title): UseEvidence => ({ kind: 'running-service', subject: 'server', product: title }),
        ),
      },
    };
  },
};

type Instance = { title: string; version: string | undefined };

function instanceOf(system: System, process: string): Instance | undefined {
  const reading = system.read(`${process}/comm`, 64);
  const name = reading.ok ? reading.bytes.toString('utf8').trim() : '';
  const title = ORACLE.test(name)
    ? 'Oracle Database'
    : (SERVERS.get(name) ?? (name === 'java' ? javaServer(system, process) : undefined));
  return title === undefined ? undefined : { title, version: versionInPath(system.link(`${process}/exe`)) };
}

function javaServer(system: System, process: string): string | undefined {
  const reading = system.read(`${process}/cmdline`, COMMAND_LINE_BYTES);
  if (!reading.ok) return undefined;
  const words = reading.bytes.toString('utf8').split('\0');
  return JAVA_CLASSES.find(([mark]) => words.some((word) => word.startsWith(mark)))?.[1];
}

/** "/usr/lib/postgresql/15/bin/postgres" → "15": a folder that is a version is that of the program. */
export function versionInPath(path: string | undefined): string | undefined {
  return path?.split('/').findLast((part) => /^\d{1,4}(?:\.\d{1,6}){0,4}$/.test(part));
}

/** Where each Oracle database lives; the name of the database is its owner's business. */
export function parseOratab(text: string): Instance[] {
  const homes = text.split('\n').flatMap((line) => {
    const [name = '', home] = line.trim().split(':', 3);
    return name === '' || name.startsWith('#') || home === undefined || !home.startsWith('/') ? [] : [home];
  });
  const versions = new Set(homes.map(versionInPath));
  return [...versions].map((version) => ({ title: 'Oracle Database', version }));
}

function describeInstance({ title, version }: Instance): SoftwareItem {
  return { name: title, version, kind: 'instance', scope: 'machine', foundBy: 'instances' };
}
