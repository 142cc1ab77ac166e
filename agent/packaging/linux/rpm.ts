/**
 * An RPM package, by rpmbuild.
 *
 * In: what is installed, its fields, its scripts. Out: the .rpm, for RHEL 8, SLES 15 and later (zstd). The libraries it needs are found
 * by rpmbuild in the program itself; nothing in it is changed (not stripped: Node stays as it was published).
 */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../pinned.ts';
import { write } from '../release.ts';
import { type Entry, isFile, stage } from './tree.ts';

export type RpmRequest = {
  tree: readonly Entry[];
  name: string;
  version: string;
  summary: string;
  description: string;
  /** post, preun, postun. */
  scripts: Record<string, string>;
  output: string;
  work: string;
  date: Date;
};

export function buildRpm(request: RpmRequest): void {
  const { tree, name, version, output, work, date } = request;
  const content = join(work, 'rpm-content');
  stage(tree, content, date);
  const spec = join(work, `${name}.spec`);
  write(spec, specification(request, content));
  run('rpmbuild', ['-bb', '--quiet', '--target', 'x86_64', '--define', `_topdir ${join(work, 'rpm')}`, spec], {
    SOURCE_DATE_EPOCH: String(date.getTime() / 1000),
  });
  copyFileSync(join(work, 'rpm', 'RPMS', 'x86_64', `${name}-${version}-1.x86_64.rpm`), output);
}

function specification({ tree, name, version, summary, description, scripts }: RpmRequest, content: string): string {
  return `%global debug_package %{nil}
%global __os_install_post %{nil}
%global _build_id_links none
%global _binary_payload w3.zstdio
%global _buildhost tiebreak
%global use_source_date_epoch_as_buildtime 1
%global clamp_mtime_to_source_date_epoch 1
%global source_date_epoch_from_changelog 0
Name: ${name}
Version: ${version}
Release: 1
Summary: ${summary}
License: EUPL-1.2 AND MIT
Vendor: tiebreak
AutoProv: no
Requires: systemd
%description
${description}
%install
cp -a ${content}/. %{buildroot}
${Object.entries(scripts)
  .map(([when, script]) => `%${when}\n${script}`)
  .join('')}%files
${tree.map(fileLine).join('\n')}
`;
}

function fileLine(entry: Entry): string {
  const attributes = `%attr(${entry.mode.toString(8).padStart(4, '0')},root,root)`;
  const kind = isFile(entry) ? (entry.configuration ? '%config(noreplace) ' : '') : '%dir ';
  return `${attributes} ${kind}"${entry.path}"`;
}
