import { defineMortar } from 'mortar';
import { loyalty } from './plugins/loyalty.ts';

export default defineMortar({ plugins: [loyalty] });
