/**
 * The cloud this machine is rented from, from files it already holds: cloud-init's record, else what the firmware says.
 * The metadata address of the cloud is never asked. Only the cloud and its region are kept.
 */
import type { Collected, Collector } from '../../collector.ts';
import { notApplicable } from '../../collector.ts';
import { parseJson, textAt } from '../../formats/json.ts';
import type { System } from '../../system.ts';

const RECORD = '/run/cloud-init/instance-data.json';
const DMI = '/sys/class/dmi/id';
/** What makers of clouds write where makers of machines write their name, that no machine one owns says. */
const MAKERS =
  /^(?:Amazon EC2|Google|Scaleway|DigitalOcean|Hetzner|OVHcloud|Exoscale|UpCloud|Alibaba Cloud|Huawei Cloud|Tencent Cloud|Linode|Vultr|3DS OUTSCALE|Infomaniak)\b/i;
/** The asset tags of two clouds whose maker is also one of machines and of a hypervisor. */
const ASSET_TAGS = new Map([
  ['7783-7084-3265-9085-8269-3286-77', 'azure'],
  ['OracleCloud.com', 'oracle'],
]);

export const cloudInstance: Collector = {
  id: 'cloud-instance',
  platforms: ['linux'],
  collect(system): Collected {
    const reading = system.read(RECORD, 4 * 1024 * 1024);
    const provider =
      (reading.ok ? parseInstanceData(reading.bytes.toString('utf8')) : undefined) ?? firmwareCloud(system);
    return provider === undefined ? notApplicable : { facts: { attachments: [{ kind: 'cloud-instance', provider }] } };
  },
};

/** "aws/eu-west-3"; a machine that cloud-init set up from a disk or a file is in no cloud. */
export function parseInstanceData(text: string): string | undefined {
  const record = parseJson(text, 'v1');
  const cloud = textAt(record, 'cloud_name') ?? textAt(record, 'cloud-name');
  if (cloud === undefined || /^(?:none|nocloud|configdrive|unknown)$/i.test(cloud)) return undefined;
  const region = textAt(record, 'region');
  return region === undefined || region === 'None' ? cloud : `${cloud}/${region}`;
}

function firmwareCloud(system: System): string | undefined {
  const tag = ASSET_TAGS.get(readLine(system, `${DMI}/chassis_asset_tag`));
  if (tag !== undefined) return tag;
  const vendor = readLine(system, `${DMI}/sys_vendor`);
  // A Chromebook is of Google too.
  if (vendor === 'Google' && readLine(system, `${DMI}/product_name`) !== 'Google Compute Engine') return undefined;
  return MAKERS.test(vendor) ? vendor : undefined;
}

function readLine(system: System, path: string): string {
  const reading = system.read(path, 4096);
  return reading.ok ? reading.bytes.toString('utf8').trim() : '';
}
