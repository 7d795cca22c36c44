// What this program makes of Mortar: its plugins, and what is set once for all places. What differs by place is set in the environment.

import { defineMortar } from 'mortar';
import { reviews } from './plugins/reviews.ts';

export default defineMortar({ plugins: [reviews] });
