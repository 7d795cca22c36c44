// In which order test files run. What starts processes and browsers, or tries very much, takes longest and begins: a long file that
// begins last leaves a core idle to the end. Then come files of one project after the other, since a worker is kept within one.

import { BaseSequencer, type TestSpecification } from 'vitest/node';

const long = /\/(system|fuzz|layout|clients)\/|\.browser\.|\/(attack|simulate|stripe\.store)\.test\./;

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const rank = ({ moduleId, project }: TestSpecification): number => {
      if (long.test(moduleId)) return project.name === 'cluster' ? 1 : 0;
      return project.name === 'cluster' ? 3 : 2;
    };
    return sorted.sort((one, other) => rank(one) - rank(other));
  }
}
