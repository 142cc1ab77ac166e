// Imports run one way. Each rule says why; `npm run boundaries` holds them.
const room = (name) => `^src/${name}/`;

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycle',
      comment: 'Two files that need each other are one file, or hide a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'nothing-imports-the-edges',
      comment:
        'The agent, the command line and the tests are ends of the line: what they offer is run, not imported (the build packs them).',
      severity: 'error',
      from: { path: '^(src|bin)/', pathNot: `${room('cli')}|^bin/build\\.ts$` },
      to: { path: '^(agent|test)/|^src/cli/' },
    },
    {
      name: 'cli-runs-the-agent',
      comment:
        'The command line runs the agent as a program, so that what it assesses is the document a deployed agent would send.',
      severity: 'error',
      from: { path: room('cli') },
      to: { path: '^(agent|test)/' },
    },
    {
      name: 'agent-stands-alone',
      comment:
        'The agent is bundled alone and knows no vendor: it shares the shape of the Inventory, the one function that makes pseudonyms, the signature, the names and the digest of documents, and the reading of registry exports, which an administrator may also hand in. What packs it does: the list of services is drawn from the base.',
      severity: 'error',
      from: { path: '^agent/', pathNot: '^agent/packaging/' },
      to: {
        path: '^src/',
        pathNot: '^src/inventory/(schema|identity|registry-export|text-encoding|signature|file-name|digest)\\.ts$',
      },
    },
    {
      name: 'agent-takes-only-the-types-of-the-schema',
      comment: 'The checks of the schema (zod) would triple the size and the start of the agent.',
      severity: 'error',
      from: { path: '^agent/' },
      to: { path: '^src/inventory/schema\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'report-reads-the-assessment-only',
      comment:
        'Renderers compute nothing: whatever they print is in the Assessment, so that JSON and page cannot disagree.',
      severity: 'error',
      from: { path: room('report') },
      to: { path: '^(src|rules|data)/', pathNot: `${room('report')}|^src/(assessment|language)\\.ts$` },
    },
    {
      name: 'scoring-knows-no-observation',
      comment:
        'Scores are computed from rows of numbers and vendor facts; how a title was recognised cannot change them.',
      severity: 'error',
      from: { path: room('score') },
      to: { path: `${room('(identify|import|inventory|plan|report|assess|authoring)')}` },
    },
    {
      name: 'planning-follows-scoring',
      comment: 'A plan is made of scores; it neither observes nor prints.',
      severity: 'error',
      from: { path: room('plan') },
      to: { path: `${room('(identify|import|inventory|report|assess|authoring)')}` },
    },
    {
      name: 'knowledge-is-the-ground',
      comment: 'Records and rules are read without knowing who uses them.',
      severity: 'error',
      from: { path: room('knowledge') },
      to: { path: '^src/', pathNot: `${room('knowledge')}|^src/(problem|language)\\.ts$` },
    },
    {
      name: 'import-judges-nothing',
      comment: 'Gathering never judges: importers make inventories and know no vendor.',
      severity: 'error',
      from: { path: room('import') },
      to: { path: '^src/', pathNot: `${room('(import|inventory)')}|^src/(problem|language)\\.ts$` },
    },
    {
      name: 'collector-judges-nothing',
      comment:
        'The receiver faces the network: it checks and keeps documents, and knows neither vendor nor score. Of the importers it takes the bounded reading of JSON.',
      severity: 'error',
      from: { path: room('collector') },
      to: {
        path: '^src/',
        pathNot: `${room('(collector|inventory)')}|^src/import/json\\.ts$|^src/(problem|language)\\.ts$`,
      },
    },
    {
      name: 'pure-stages',
      comment:
        'Identify, score, plan, assess and report touch no disk, network, clock or environment: goldens stay byte-stable.',
      severity: 'error',
      from: { path: '^src/(identify|score|plan|assess|report)/|^src/assess(ment)?\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-orphan',
      comment: 'A file nobody imports is dead, or an entry that should be named here.',
      severity: 'error',
      from: { orphan: true, path: '^(src|agent)/' },
      to: {},
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.mjs', '.json'] },
  },
};
