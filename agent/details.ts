/**
 * What only the management interface of macOS says (IOKit), through systeminformation.
 *
 * It is loaded on macOS alone: on Windows it would start a PowerShell for each question. Measured on a Linux without DMI
 * (2026-11-21): loading and asking it costs 0.10 s of CPU and a dozen shells, five times the start of Node, and it finds nothing
 * that /sys and /proc do not already say.
 */

export type Details = {
  vendor?: string | undefined;
  model?: string | undefined;
  chassis?: string | undefined;
  firmwareVendor?: string | undefined;
  serial?: string | undefined;
  uuid?: string | undefined;
  virtualHost?: string | undefined;
  guest: boolean;
};

export async function readDetails(): Promise<Details> {
  const { default: information } = await import('systeminformation');
  const [system, chassis, bios] = await Promise.all([information.system(), information.chassis(), information.bios()]);
  return {
    vendor: system.manufacturer || undefined,
    model: system.model || undefined,
    chassis: chassis.type || undefined,
    firmwareVendor: bios.vendor || undefined,
    serial: system.serial || undefined,
    uuid: system.uuid || undefined,
    virtualHost: system.virtualHost || undefined,
    guest: system.virtual === true,
  };
}
