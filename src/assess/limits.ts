/** What a result does not say, in words: the conditions under which it was measured. */
import type { FleetObservation } from '../identify/observe.ts';
import type { KnowledgeBase } from '../knowledge/base.ts';
import type { Label } from '../language.ts';
import type { ObservedFleet } from './fleet.ts';
import type { Settings } from './settings.ts';
import { unseenBySources } from './unseen.ts';

export function limitsOf(
  observation: FleetObservation,
  observed: ObservedFleet,
  base: KnowledgeBase,
  { perimeter }: Settings,
  overdue: number,
): Label[] {
  const limits: Label[] = [];
  const { capital } = base.rules.classes;
  if (perimeter.id !== capital.perimeter) {
    const source = base.rules.perimeters.perimeters.find((entry) => entry.id === capital.perimeter)?.label;
    limits.push({
      fr: `Les seuils de capital (${capital.source}) sont écrits pour le périmètre « ${source?.fr ?? capital.perimeter} » ; ils sont appliqués ici par analogie.`,
      en: `The capital thresholds (${capital.source}) are written for the perimeter "${source?.en ?? capital.perimeter}"; they are applied here by analogy.`,
    });
  }
  if (!observed.sawNames) {
    limits.push({
      fr: 'Aucune source ne montre les services en ligne contactés : cette partie n’est pas mesurable.',
      en: 'No source shows which on-line services are contacted: that part is not measurable.',
    });
  }
  if (observed.keptUnknown) {
    limits.push({
      fr: 'Les agents sont en mode strict : les domaines que la base ne connaît pas n’ont pas quitté les machines. La couverture des services n’est donc pas mesurable.',
      en: 'The agents are in strict mode: domains that the base does not know did not leave the machines. The coverage of services is therefore not measurable.',
    });
  }
  limits.push(...unseenBySources(observation));
  const unknownKind = observed.machines.filter((record) => record.kind === 'unknown').length;
  if (unknownKind > 0) {
    limits.push({
      fr: `${unknownKind} machine(s) de nature inconnue sont comptées comme des postes de travail.`,
      en: `${unknownKind} machine(s) of unknown kind are counted as workstations.`,
    });
  }
  const withoutOrigin = observation.findings.filter(
    (finding) => finding?.outcome === 'ignored' && finding.reason.id === 'distribution-package-without-origin',
  ).length;
  if (withoutOrigin > 0) {
    limits.push({
      fr: `${withoutOrigin} paquet(s) sans origine d’archive sont rattachés à leur distribution.`,
      en: `${withoutOrigin} package(s) without archive origin are taken as part of their distribution.`,
    });
  }
  if (overdue > 0) {
    limits.push({
      fr: `${overdue} produit(s) reposent sur une fiche que personne n’a relue depuis plus de ${base.rules.classes.reviewAfterMonths} mois ; ils sont marqués « fiche à relire ».`,
      en: `${overdue} product(s) rest on a record that nobody has looked at for more than ${base.rules.classes.reviewAfterMonths} months; they are marked "record due for review".`,
    });
  }
  limits.push(
    {
      fr: 'Un inventaire ne dit pas où sont les données ni ce que prévoient les contrats ; la localisation ne change jamais une classe.',
      en: 'An inventory does not say where the data are or what contracts provide; location never changes a class.',
    },
    {
      fr: 'Le degré de la classe C et les efforts de migration sont des conventions publiées, à remplacer par les vôtres.',
      en: 'The degree of class C and the migration efforts are published conventions, to be replaced by your own.',
    },
  );
  return limits;
}
