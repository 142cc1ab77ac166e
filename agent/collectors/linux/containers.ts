/**
 * Container images and the registries they came from, running or not: Docker, Podman and CRI-O, containerd (Kubernetes, recent Docker).
 *
 * Everything is read from their own records: no daemon is asked. Of a registry inside the organisation only the image is named.
 * What runs is known of Docker and of containerd under Kubernetes; the commands and variables of containers are never kept.
 */
import type { SoftwareItem, UseEvidence } from '../../../src/inventory/schema.ts';
import type { Collected, Collector } from '../../collector.ts';
import { notApplicable } from '../../collector.ts';
import { publicHost } from '../../formats/host-name.ts';
import { parseJson, textAt } from '../../formats/json.ts';
import { homesOf } from '../../homes.ts';
import type { Failure, System } from '../../system.ts';

const DOCKER = ['/var/lib/docker', '/var/snap/docker/common/var-lib-docker'];
const PODMAN = ['/var/lib/containers/storage'];
const CONTAINERD = [
  '/var/lib/containerd',
  '/var/lib/docker/containerd/daemon',
  '/var/lib/rancher/k3s/agent/containerd',
  '/var/lib/rancher/rke2/agent/containerd',
  '/var/lib/k0s/containerd',
  '/var/snap/microk8s/common/var/lib/containerd',
];
const BOLT = 'io.containerd.metadata.v1.bolt/meta.db';
const TASKS = ['/run/containerd/io.containerd.runtime.v2.task', '/run/k3s/containerd/io.containerd.runtime.v2.task'];
const IMAGE_ANNOTATION = ['annotations', 'io.kubernetes.cri.image-name'];
const LARGEST_RECORD = 16 * 1024 * 1024;

/** What was seen of one machine's engines; a source that is not there is no source. */
type Seen = { images: Set<string>; running: Set<string>; warnings: string[]; sources: number };

export const containers: Collector = {
  id: 'containers',
  platforms: ['linux'],
  async collect(system): Promise<Collected> {
    const seen: Seen = { images: new Set(), running: new Set(), warnings: [], sources: 0 };
    const homes = homesOf(system);
    for (const root of [...DOCKER, ...homes.map((home) => `${home}/.local/share/docker`)])
      readDocker(system, root, seen);
    for (const root of [...PODMAN, ...homes.map((home) => `${home}/.local/share/containers/storage`)])
      readPodman(system, root, seen);
    await readContainerd(system, seen);
    if (seen.sources === 0 && seen.warnings.length === 0) return notApplicable;
    for (const reference of seen.running) seen.images.add(reference);
    return {
      facts: {
        software: [...seen.images].flatMap(describeImage),
        useEvidence: [...seen.running].flatMap(describeRunning),
      },
      warnings: seen.warnings,
      ...(seen.warnings.length > 0 ? { status: seen.sources > 0 ? ('partial' as const) : ('denied' as const) } : {}),
    };
  },
};

function readDocker(system: System, root: string, seen: Seen): void {
  const drivers = system.list(`${root}/image`);
  if (!drivers.ok) {
    note(seen, 'docker', drivers);
    return;
  }
  for (const driver of drivers.names) {
    const reading = system.read(`${root}/image/${driver}/repositories.json`, LARGEST_RECORD);
    if (!reading.ok) note(seen, 'docker', reading);
    else add(seen, parseDockerRepositories(reading.bytes.toString('utf8')));
  }
  const running = system.list(`${root}/containers`);
  for (const id of running.ok ? running.names : []) {
    const reading = system.read(`${root}/containers/${id}/config.v2.json`, LARGEST_RECORD);
    const image = reading.ok ? parseDockerContainer(reading.bytes.toString('utf8')) : undefined;
    if (image !== undefined) seen.running.add(image);
  }
}

/** References with a tag; those by digest name the same images again. */
export function parseDockerRepositories(text: string): string[] {
  const repositories = parseJson(text, 'Repositories');
  if (typeof repositories !== 'object' || repositories === null) return [];
  return Object.values(repositories)
    .flatMap((tags: unknown) => (typeof tags === 'object' && tags !== null ? Object.keys(tags) : []))
    .filter((reference) => !reference.includes('@'));
}

/** The image of a container, when it runs. */
export function parseDockerContainer(text: string): string | undefined {
  const container = parseJson(text);
  const running = textAt(container, 'State', 'Running') === 'true';
  const image = textAt(container, 'Config', 'Image');
  return running && image !== undefined && !image.startsWith('sha256:') ? image : undefined;
}

function readPodman(system: System, root: string, seen: Seen): void {
  const folders = system.list(root);
  if (!folders.ok) {
    note(seen, 'podman', folders);
    return;
  }
  for (const folder of folders.names.filter((name) => name.endsWith('-images'))) {
    const reading = system.read(`${root}/${folder}/images.json`, LARGEST_RECORD);
    if (!reading.ok) note(seen, 'podman', reading);
    else add(seen, parsePodmanImages(reading.bytes.toString('utf8')));
  }
}

export function parsePodmanImages(text: string): string[] {
  const images = parseJson(text);
  if (!Array.isArray(images)) return [];
  return images
    .flatMap((image: unknown) => {
      const names = typeof image === 'object' && image !== null && 'names' in image ? image.names : undefined;
      return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
    })
    .filter((reference) => !reference.includes('@'));
}

async function readContainerd(system: System, seen: Seen): Promise<void> {
  for (const root of CONTAINERD) {
    const listing = system.list(root);
    if (!listing.ok) {
      note(seen, 'containerd', listing);
      continue;
    }
    const { keysOfBoltBucket } = await import('../../formats/bolt.ts');
    const visit = system.visit(`${root}/${BOLT}`, (file) => [...keysOfBoltBucket(file, ['v1', '*', 'images'])]);
    if (!visit.ok) note(seen, 'containerd', visit);
    else
      add(
        seen,
        visit.value.filter((reference) => !reference.includes('@') && !reference.startsWith('sha256:')),
      );
  }
  for (const tasks of TASKS) {
    const namespaces = system.list(tasks);
    for (const namespace of namespaces.ok ? namespaces.names : []) readTasks(system, `${tasks}/${namespace}`, seen);
  }
}

/** The folder of a task exists while it runs. */
function readTasks(system: System, folder: string, seen: Seen): void {
  const tasks = system.list(folder);
  for (const id of tasks.ok ? tasks.names : []) {
    const reading = system.read(`${folder}/${id}/config.json`, LARGEST_RECORD);
    const image = reading.ok ? textAt(parseJson(reading.bytes.toString('utf8')), ...IMAGE_ANNOTATION) : undefined;
    if (image !== undefined && !image.includes('@')) seen.running.add(image);
  }
}

function note(seen: Seen, engine: string, failure: Failure): void {
  if (failure.reason !== 'absent') seen.warnings.push(`${engine}: ${failure.detail}`);
}

function add(seen: Seen, references: readonly string[]): void {
  seen.sources++;
  for (const reference of references) seen.images.add(reference);
}

export type Reference = { name: string; tag: string | undefined; registry: string | undefined };

/** "nginx:1.27" is of docker.io; a registry that is not of the public Internet is left out of the name. */
export function parseReference(reference: string): Reference | undefined {
  const whole = reference.split('@')[0] ?? '';
  if (!/^[\w.:/-]{1,512}$/.test(whole)) return undefined;
  const colon = whole.lastIndexOf(':');
  const tagged = colon > whole.lastIndexOf('/');
  const path = tagged ? whole.slice(0, colon) : whole;
  const tag = tagged ? whole.slice(colon + 1) : undefined;
  const [first = '', ...rest] = path.split('/');
  const named = rest.length > 0 && (first === 'localhost' || first.includes('.') || first.includes(':'));
  if (!named) return path === '' ? undefined : { name: path, tag, registry: 'docker.io' };
  const registry = publicHost(first.split(':')[0]);
  return { name: registry === undefined ? rest.join('/') : path, tag, registry };
}

function describeImage(reference: string): SoftwareItem[] {
  const parsed = parseReference(reference);
  if (parsed === undefined) return [];
  const { name, tag, registry } = parsed;
  return [
    {
      name,
      version: tag,
      kind: 'image',
      scope: 'machine',
      foundBy: 'containers',
      id: tag === undefined ? name : `${name}:${tag}`,
      origin: registry,
    },
  ];
}

function describeRunning(reference: string): UseEvidence[] {
  const parsed = parseReference(reference);
  return parsed === undefined ? [] : [{ kind: 'running-service', subject: 'container', product: parsed.name }];
}
