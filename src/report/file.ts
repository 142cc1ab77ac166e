/** What a renderer gives back: names and contents, for the caller to write where it likes. */
import type { Assessment } from '../assessment.ts';
import type { Language } from '../language.ts';

export type ReportFile = { name: string; content: string };

export type Renderer = {
  id: 'html' | 'csv' | 'json' | 'md';
  files(assessment: Assessment, language: Language): ReportFile[];
};
