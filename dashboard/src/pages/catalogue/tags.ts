// Tags as they are typed: one after the other, with commas between.

export function tagsOf(text: string): string[] {
  return text.split(',').flatMap((tag) => tag.trim().toLowerCase() || []);
}
