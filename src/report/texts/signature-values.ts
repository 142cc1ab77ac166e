/** Counts of signatures, and the same as the language writes numbers. */
type SignatureCount = 'signed' | 'unsigned' | 'invalid' | 'copies' | 'keys' | 'newKeys';
export type SignatureValues = Record<SignatureCount, number> & { written: Record<SignatureCount, string> };
