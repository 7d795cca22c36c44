// Slugs of categories. They are paths, so that a slug tells all categories that a product in it is in: `clothing/shirts`.

export const categoryLimits = {
  maxCategories: 1_000,
  /** Levels: `a/b/c/d`. */
  maxDepth: 5,
  maxSlugLength: 120,
  maxNameLength: 100,
} as const;

export function isCategorySlug(text: string): boolean {
  const isPath = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\/[a-z0-9]+(?:-[a-z0-9]+)*)*$/.test(text);
  return isPath && text.length <= categoryLimits.maxSlugLength && text.split('/').length <= categoryLimits.maxDepth;
}

/** The slug of the category above; null at the top. */
export function slugAbove(slug: string): string | null {
  const end = slug.lastIndexOf('/');
  return end < 0 ? null : slug.slice(0, end);
}

/** The slug itself and those above it. */
export function slugsUp(slug: string): string[] {
  const parts = slug.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
