/** Right of reply: what vendors answered about their record, for every vendor that the result names, whatever the place. */
import type { Assessment } from '../assessment.ts';
import type { KnowledgeBase } from '../knowledge/base.ts';

/** A result that names vendors: an assessment, or what a cut reaches. */
interface Named {
  readonly products: readonly { readonly id: string }[];
}

/** Every line of text of a document. */
function collectTexts(value: unknown, texts: Set<string>): void {
  if (typeof value === 'string') texts.add(value);
  else if (value !== null && typeof value === 'object')
    for (const entry of Object.values(value)) collectTexts(entry, texts);
}

/** Vendors that hold, supply or host what vendors of the result make: facts name them inside sentences. */
function behind(base: KnowledgeBase, products: Named['products']): Set<string> {
  const ids = new Set<string>();
  const add = (id: string | undefined): void => {
    const vendor = id === undefined || ids.has(id) ? undefined : base.vendors.get(id);
    if (!vendor) return;
    ids.add(vendor.id);
    for (const owner of vendor.owners) add(owner.vendor);
    add(vendor.control.holder);
  };
  for (const { id } of products) {
    const product = base.productById.get(id);
    if (!product) continue;
    add(product.vendor.id);
    for (const owner of product.owners ?? []) add(owner.vendor);
    for (const { vendor } of product.technology) add(vendor);
    add(product.hosting?.vendor);
  }
  return ids;
}

export function disputesOf(base: KnowledgeBase, result: Named): Assessment['disputes'] {
  const disputed = [...base.vendors.values()].filter(({ dispute }) => dispute !== null);
  if (disputed.length === 0) return [];
  const texts = new Set<string>();
  collectTexts(result, texts);
  const ids = behind(base, result.products);
  return disputed.flatMap(({ id, name, dispute }) =>
    dispute !== null && (texts.has(name) || ids.has(id))
      ? [{ vendor: { id, name }, by: dispute.by, on: dispute.on, text: dispute.text, source: dispute.source ?? null }]
      : [],
  );
}
