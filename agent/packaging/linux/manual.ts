/**
 * Manual pages, from what the programs themselves answer to --help: a page never says another thing than the program.
 *
 * In: texts. Out: roff, the help as it is, character for character.
 */
export type Manual = {
  name: string;
  section: 1 | 8;
  /** One line. */
  purpose: string;
  chapters: readonly { title: string; text: string }[];
  version: string;
  language: 'fr' | 'en';
};

export function manual({ name, section, purpose, chapters, version, language }: Manual): string {
  const heading = language === 'fr' ? 'NOM' : 'NAME';
  return [
    `.TH ${name.toUpperCase()} ${section} "" "tiebreak ${version}"`,
    `.SH ${heading}`,
    `${escaped(name)} \\- ${escaped(purpose)}`,
    ...chapters.flatMap(({ title, text }) => [
      `.SH "${escaped(title).replaceAll('"', '')}"`,
      '.nf',
      ...verbatim(text),
      '.fi',
    ]),
    '',
  ].join('\n');
}

function verbatim(text: string): string[] {
  // A line that begins with a point or an apostrophe would be an order; \& before it makes it text.
  return text
    .trimEnd()
    .split('\n')
    .map((line) => escaped(line).replace(/^(?=[.'])/, '\\&'));
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll("'", '\\(aq').replaceAll('`', '\\(ga');
}
